"""One screen each, run inside the frame."""
