"""The name of whoever records: asked once, kept by the tab over a reload, and forgotten when nobody was there."""

from playwright.sync_api import expect

from tests.conftest import WAIT, Served

OLD = "sessionStorage.setItem('itb-recorder', JSON.stringify({name: 'K Tan', at: Date.now() - 76 * 60000}))"


def test_a_name_is_asked_once_outlives_a_reload_and_is_forgotten_after_idling(page, demonstrated: Served) -> None:  # type: ignore[no-untyped-def]
    asked, list_of_trials = page.get_by_text("Who is recording?"), page.get_by_role("heading", name="Trials")
    page.goto(demonstrated.url)
    page.get_by_label("Your name").fill("  K   Tan ", timeout=WAIT)
    page.get_by_role("button", name="Continue").click()
    expect(list_of_trials).to_be_visible(timeout=WAIT)
    assert page.evaluate("JSON.parse(sessionStorage.getItem('itb-recorder')).name") == "K Tan"
    page.reload()
    expect(list_of_trials).to_be_visible(timeout=WAIT)
    page.evaluate(OLD)
    expect(asked).to_be_visible(timeout=WAIT)
    expect(list_of_trials).to_be_hidden()
    assert page.evaluate("sessionStorage.getItem('itb-recorder')") is None
