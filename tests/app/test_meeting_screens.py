"""Meeting mode and the copy for the person, as screens."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import app_of
from trial.elements import name_hiding, session
from trial.store import Store


@pytest.fixture
def frame(demonstration: Store) -> Callable[..., AppTest]:
    """The app with the demonstration trials, at one screen."""

    def at(screen: str, trial: str = "", **state: object) -> AppTest:
        app = app_of("K Tan")
        for key, value in state.items():
            app.session_state[key.replace("_", ".", 1)] = value
        if trial:
            app.query_params[session.TRIAL] = trial
        app.run()
        return app.switch_page(f"screens/{screen}.py").run()

    return at


def numbered(*trials: str) -> str:
    """The key under which names are hidden and these trials are numbered."""
    name_hiding.NUMBERED["k"] = [*trials]
    return "k"


def shown(app: AppTest) -> str:
    named = (box.label for box in app.checkbox)
    return " ".join([*named, *(one.value for one in app.text), *(one.proto.body for one in app.get("html"))])


def test_the_meeting_lists_who_awaits_a_decision(frame: Callable[..., AppTest]) -> None:
    app = frame("meeting")
    assert not app.exception
    assert "DEMO ROWAN" in shown(app)
    assert "Dose 2, 25 micrograms. Awaiting decision" in shown(app)
    for kind in ("text_input", "text_area", "number_input", "selectbox", "radio"):
        assert not app.get(kind), kind


def test_names_are_hidden_on_request(frame: Callable[..., AppTest]) -> None:
    app = frame("meeting")
    app = next(one for one in app.toggle if one.label == "Hide names").set_value(True).run()
    assert "Person 1" in shown(app)
    assert "DEMO" not in shown(app)


def test_review_in_a_meeting_hides_the_name_and_turns_dark(frame: Callable[..., AppTest]) -> None:
    app = frame(
        "review",
        "demo-rowan",
        meeting_people=("demo-sorrel", "demo-rowan"),
        meeting_dark=True,
        names=numbered("demo-sorrel", "demo-rowan"),
    )
    assert not app.exception
    assert "Person 2" in shown(app)
    assert "ROWAN" not in shown(app).upper()
    assert "invert(1)" in shown(app)
    assert [one.proto.label for one in app.get("page_link")] == ["Previous", "2 of 2"]
    for kind in ("text_input", "text_area", "button", "radio", "checkbox", "number_input"):
        assert not app.get(kind), kind


def test_decide_in_a_meeting_hides_the_name_too_and_stays_dark(frame: Callable[..., AppTest]) -> None:
    hidden = numbered("demo-rowan")
    app = frame("decide", "demo-rowan", meeting_people=("demo-rowan",), meeting_dark=True, names=hidden)
    assert not app.exception
    said = f"{shown(app)} {' '.join(one.value for one in app.subheader)}"
    assert "Person 1" in said
    assert "ROWAN" not in said.upper()
    assert "1971" not in said
    assert "invert(1)" in said


def test_review_outside_a_meeting_has_no_bar(frame: Callable[..., AppTest]) -> None:
    app = frame("review", "demo-rowan")
    assert not app.get("page_link")
    assert "invert(1)" not in shown(app)
    assert "DEMO ROWAN" in shown(app)


def test_somebody_who_is_not_on_the_list_is_hidden_too(frame: Callable[..., AppTest]) -> None:
    app = frame("review", "demo-birch", meeting_people=("demo-rowan",), names=numbered("demo-rowan"))
    assert "Person 2" in shown(app)
    assert "BIRCH" not in shown(app).upper()


def test_the_copy_for_the_person_is_read_and_changed_before_printing(frame: Callable[..., AppTest]) -> None:
    app = frame("person", "demo-rowan")
    assert not app.exception
    assert "Walk to the garden gate" in app.text_area[0].value
    app = app.text_area[0].set_value("# Hello\nRing Ward 7 on 1234.\n<b>bold</b>").run()
    page = next(one.proto.body for one in app.get("html") if 'class="pc"' in one.proto.body)
    assert "<h2>Hello</h2>" in page
    assert "<p>Ring Ward 7 on 1234.</p>" in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "DEMO ROWAN, born 04 May 1971, DEMO-0007" in page
    app = next(one for one in app.selectbox if one.label == "Open").set_value("").run()
    assert "Walk to the garden gate" in app.text_area[0].value


def test_a_copy_is_kept_with_who_checked_it_and_opened_again(
    frame: Callable[..., AppTest], demonstration: Store
) -> None:
    app = frame("person", "demo-alder")
    assert "Reading ease: grade" in " ".join(one.value for one in app.markdown)
    keep = "Keep this version"
    app = next(one for one in app.button if one.label == keep).click().run()
    assert app.error[0].value.startswith("Say the team's notes in plain words first")
    assert demonstration.trial("demo-alder").copies == ()
    for text in ("# Hello\nYou walked to the gate.\n@g1", "# Hello\nYou stood."):
        app.text_area[0].set_value(text).run()
        app.text_input[0].set_value("R  Lind")
        app = next(one for one in app.button if one.label == keep).click().run()
        assert [one.value for one in app.error] == []
    kept = demonstration.trial("demo-alder").copies
    assert [(one.text.split()[-1], one.checked_by, one.kept_by) for one in kept] == [
        ("@g1", "R Lind", "K Tan"), ("stood.", "R Lind", "K Tan")
    ]  # fmt: skip
    assert "Version 2," in shown(app)
    again = frame("person", "demo-alder")
    assert again.text_area[0].value == "# Hello\nYou stood."
    first = next(one for one in again.selectbox if one.label == "Open")
    again = first.set_value(next(name for name in first.options if name.startswith("Version 1"))).run()
    assert "<p>You walked to the gate.</p>" in shown(again)
    assert shown(again).count("<figure>") == 1
    assert "checked by R Lind" in shown(again)


def test_what_prints_is_the_page_alone(frame: Callable[..., AppTest]) -> None:
    printed = [style.partition("@media print")[2] for style in shown(frame("person", "demo-alder")).split("<style>")]
    assert any("person-edit" in rules for rules in printed)
