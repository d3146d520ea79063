"""What is recorded: facts, kinds of entry, the hash chain over entries, and replay, which makes a trial of them."""
