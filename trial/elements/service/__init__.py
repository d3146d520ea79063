"""What an administrator does: audit, backup and integrity, erasure."""
