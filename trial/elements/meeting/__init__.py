"""What the meeting reads, and where it writes its decision."""
