"""What a person can do: rules and store together; the only writers, the only readers of the clock."""
