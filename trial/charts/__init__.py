"""Figures drawn: by plotly on screen, as vectors on paper, both from the same panels and the same geometry."""
