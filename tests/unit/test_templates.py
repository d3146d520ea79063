"""Templates: what is put in is escaped once, and what is missing is an error."""

import pytest
from jinja2 import DictLoader, UndefinedError

from trial.files import templates


@pytest.fixture
def own_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    loader = DictLoader({"line.html": "<p>{{ text }}</p>\n", "box.html": "<div>{{ inside }}</div>\n"})
    own = templates.environment().overlay(loader=loader)
    monkeypatch.setattr(templates, "environment", lambda: own)


@pytest.mark.usefixtures("own_templates")
def test_text_is_escaped_and_a_rendered_part_is_not_escaped_again() -> None:
    line = templates.render("line.html", text="<b>Ann & Bo</b>")
    assert line == "<p>&lt;b&gt;Ann &amp; Bo&lt;/b&gt;</p>"
    assert templates.render("box.html", inside=line) == f"<div>{line}</div>"


@pytest.mark.usefixtures("own_templates")
def test_a_value_that_is_not_given_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="text"):
        templates.render("line.html")


def test_every_template_can_be_read() -> None:
    names = [name for name in templates.environment().list_templates() if not name.endswith((".py", ".pyc"))]
    assert "banner.html" in names
    for name in names:
        templates.environment().get_template(name)
