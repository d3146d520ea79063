"""The forms of the Plan screen, and of a new trial."""
