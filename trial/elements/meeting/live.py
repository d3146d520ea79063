"""Boxes that are kept while somebody types: Streamlit's own hand over only what is in them when they are left."""

from trial.elements.components import component


def live(inside: str) -> None:
    """Hand over what is typed into the text boxes of the container with this key after every pause in typing."""
    component("live", "meeting/live.js")(key=f"live.{inside}", data={"inside": inside})
