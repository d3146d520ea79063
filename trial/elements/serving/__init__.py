"""Who comes in and stays in, what the app answers and what it logs."""
