"""The templates that screen and printed page share. What is put into one is escaped, unless it was rendered here."""

from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from trial.wording import headings

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def environment() -> "Environment":
    """The templates, and how they are filled."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # which the first page does not wait for

    made = Environment(
        loader=PackageLoader("trial.files"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["say"] = headings
    return made


def render(name: str, **values: object) -> Markup:
    """Fill the template of this file name, such as `banner.html`; raises UndefinedError for a value not given."""
    return Markup(environment().get_template(name).render(values))  # noqa: S704  escaped by the template
