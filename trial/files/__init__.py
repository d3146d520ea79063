"""Files, read and written: one module a format."""
