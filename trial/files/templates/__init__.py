"""The templates that screen and printed page share. What is put into one is escaped, unless it was rendered here."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

_environment = Environment(
    loader=PackageLoader("trial.files"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(name: str, **values: object) -> Markup:
    """Fill the template of this file name, for example `banner.html`.

    Returns text that another template takes as it is. Raises jinja2.UndefinedError if the template asks for a value
    that is not given.
    """
    return Markup(_environment.get_template(name).render(values))  # noqa: S704  escaped by the template
