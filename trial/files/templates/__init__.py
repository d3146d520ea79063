"""The templates that screen and printed page share. What is put into one is escaped, unless it was rendered here."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from trial.wording import headings

_environment = Environment(
    loader=PackageLoader("trial.files"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.globals["say"] = headings


def render(name: str, **values: object) -> Markup:
    """Fill the template of this file name, such as `banner.html`; raises UndefinedError for a value not given."""
    return Markup(_environment.get_template(name).render(values))  # noqa: S704  escaped by the template
