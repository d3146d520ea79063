"""What may be done now: each rule once, used to hide a button and to refuse the act."""
