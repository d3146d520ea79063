"""The forms below the entry sheet."""
