"""What is typed about a trial, apart from the sheet: on the Plan, Record and Decide screens."""
