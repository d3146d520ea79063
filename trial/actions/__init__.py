"""What a person can do: acts check the rules and append to the store. Nothing else writes or reads the clock."""
