"""What a page holds: the go/no-go brief and its figures as typed blocks, built once and set by every face."""
