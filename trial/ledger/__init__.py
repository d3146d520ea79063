"""What is kept: the facts, the kinds of entry, their chain, and the fold that turns entries into a trial."""
