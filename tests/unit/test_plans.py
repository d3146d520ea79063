"""Templates of measures and typical goals: what ours hold, and what is said about one that is wrong."""

from decimal import Decimal
from pathlib import Path

import pytest

import scales
from trial.errors import InvalidInput
from trial.files.plan_templates import Template, line_of, read_template, templates
from trial.rules.record import check_part
from trial.settings import DATA

OURS = templates()
EACH = pytest.mark.parametrize("template", OURS.values(), ids=OURS.keys())
AMBULANT = (DATA / "plans" / "ambulant_adult.toml").read_text(encoding="utf-8")


def slots_of(template: Template, scale: str) -> tuple[str, ...]:
    found = next(measure for measure in template.measures if measure.scale == scale)
    return found.slots or template.slots


def written(folder: Path, text: str) -> Path:
    file = folder / "ours.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_there_is_a_template_for_each_kind_of_person_and_a_short_one() -> None:
    assert set(OURS) == {"ambulant_adult", "seated_or_bed", "upper_limb", "child", "short_ward"}


@EACH
def test_a_template_makes_a_plan_and_goals_that_the_rules_accept(template: Template) -> None:
    plan = template.plan()
    check_part(plan)
    assert plan.template == template.key
    assert plan.measures
    goals = template.goals()
    assert len({goal.id for goal in goals}) == len(template.typical_goals) >= 3
    for goal in goals:
        check_part(goal)


@EACH
def test_six_to_eight_muscle_sides_not_every_muscle(template: Template) -> None:
    tone = next(measure for measure in template.measures if scales.get(measure.scale).coding)
    assert 6 <= len(tone.items) <= 8
    assert {item.split("_", 1)[0] for item in tone.items} == {"left", "right"}


@EACH
def test_observations_come_at_15_30_and_60_minutes_and_then_hourly(template: Template) -> None:
    slots = slots_of(template, "observations")
    assert slots[:6] == ("baseline", "+0.25h", "+0.5h", "+1h", "+2h", "+3h")
    assert {"+4h", "+5h", "+6h"} <= set(slots)


@EACH
def test_tone_is_planned_before_and_at_two_four_and_six_hours(template: Template) -> None:
    assert slots_of(template, "modified_ashworth") == ("baseline", "+2h", "+4h", "+6h")


def test_a_walk_is_planned_before_at_the_peak_and_at_the_end() -> None:
    template = OURS["ambulant_adult"]
    assert slots_of(template, "ten_metre_walk") == ("baseline", template.peak_slot, template.slots[-1])


@EACH
def test_what_is_off_unless_chosen_is_off(template: Template) -> None:
    measured = {measure.scale for measure in template.measures}
    off = {"modified_tardieu", "scats", "timed_up_and_go", "two_minute_walk", "six_minute_walk"}
    assert not measured & off
    assert not template.news2
    assert not template.plan().news2


@EACH
def test_a_walk_that_tires_is_never_hourly(template: Template) -> None:
    for measure in template.measures:
        if not scales.get(measure.scale).hourly:
            assert len(measure.slots) <= 3


@EACH
def test_no_clinical_amount_is_filled_in_beforehand(template: Template) -> None:
    for goal in template.typical_goals:
        if goal.target is not None and goal.target.amount is not None:
            assert (goal.target.rule, goal.target.amount) == ("not_worse_by_steps", Decimal(1))


@EACH
def test_keep_goals_are_about_function_never_about_power(template: Template) -> None:
    kept = [goal for goal in template.typical_goals if goal.kind == "keep"]
    assert kept
    assert all(goal.target is None or scales.get(goal.target.scale).domain == "function" for goal in kept)


def test_a_goal_whose_amount_is_open_offers_its_measure_and_sets_no_target() -> None:
    template = OURS["ambulant_adult"]
    typical, goal = template.typical_goals[0], template.goals()[0]
    assert typical.target is not None
    assert (typical.target.scale, typical.target.rule, typical.target.amount) == (
        "ten_metre_walk",
        "improves_percent",
        None,
    )
    assert goal.target is None


WRONG = {
    "unknown item": ('"left_hip_adductors"', '"left_hip_adductor"', 14, "left_hip_adductor"),
    "unknown scale": ('scale = "stiffness"', 'scale = "stifness"', 44, "stifness"),
    "unknown slot": ('slots = ["baseline", "+4h", "+8h"]', 'slots = ["baseline", "+4h", "+9h"]', 33, "+9h"),
    "slots out of order": ('"+1h", "+2h", "+3h"', '"+1h", "+3h", "+2h"', 4, "+2h stands after +3h"),
    "slot that is none": ('"+0.25h", "+0.5h"', '"+15min", "+0.5h"', 4, "+15min"),
    "peak that is no slot": ('peak_slot = "+4h"', 'peak_slot = "+4.5h"', 5, "+4.5h"),
    "number for text": ('peak_slot = "+4h"', "peak_slot = 4", 5, "text"),
    "text for yes or no": ("news2 = false", 'news2 = "false"', 6, "true or false"),
    "text for a list": ('items = ["sit_to_stand"]', 'items = "sit_to_stand"', 28, "list"),
    "unknown kind of goal": ('kind = "keep"', 'kind = "hold"', 58, "'achieve' or 'keep'"),
    "unknown word": ("news2 = false", "news = false", 6, "news"),
    "rule that does not fit": ('rule = "improves_steps"', 'rule = "improves_percent"', 67, "improves_percent"),
    "target not measured": (
        'scale = "penn_spasm", item = "frequency", rule = "improves_steps"',
        'scale = "pain", item = "rating", rule = "falls_by"',
        67,
        "not among the measures",
    ),
    "item not measured": ('item = "sit_to_stand", rule', 'item = "standing", rule', 61, "standing"),
    "a second Ashworth": ('scale = "stiffness"', 'scale = "ashworth"', 44, "one Ashworth variant"),
    "a score as a measure": ('scale = "stiffness"', 'scale = "goal_attainment"', 44, "worked out"),
    "its own key": ('name = "Adult who walks"', 'key = "x"\nname = "Adult who walks"', 2, "file's name"),
    "nothing said": ('name = "Adult who walks"\n', "", 1, "name is missing"),
    "control character": ('"Sleep through the night"', '"Sleep\\u0007"', 77, "control character"),
}


@pytest.mark.parametrize(("before", "after", "line", "says"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_template_is_refused_with_its_file_and_line(
    tmp_path: Path, before: str, after: str, line: int, says: str
) -> None:
    assert before in AMBULANT
    with pytest.raises(InvalidInput) as refused:
        read_template(written(tmp_path, AMBULANT.replace(before, after, 1)))
    sentence = str(refused.value)
    assert sentence.startswith(f"ours.toml, line {line}: ")
    assert says in sentence
    assert "\n" not in sentence


def test_a_file_that_breaks_off_or_is_no_text_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"^ours\.toml: .* \(at end of document\)\.$"):
        read_template(written(tmp_path, 'name = [\n"a",\n'))
    with pytest.raises(InvalidInput, match=r"^ours\.toml: Expected ']]'.* \(at line 51, column 16\)\.$"):
        read_template(written(tmp_path, AMBULANT.replace("[[typical_goals]]", "[[typical_goals", 1)))
    binary = tmp_path / "other.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInput, match=r"other\.toml cannot be read"):
        read_template(binary)


@pytest.mark.parametrize("text", ["news2 = " + "1" * 5_000, "slots = " + "[" * 5_000], ids=["digits", "nesting"])
def test_a_file_made_to_do_harm_is_refused_by_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidInput, match=r"^ours\.toml: .*(4300 digits|recursion)"):
        read_template(written(tmp_path, text))


def test_a_service_adds_its_own_folder_and_may_replace_one_of_ours(tmp_path: Path) -> None:
    written(tmp_path, AMBULANT.replace("Adult who walks", "Our ward's walkers"))
    (tmp_path / "child.toml").write_text(AMBULANT, encoding="utf-8")
    (tmp_path / "readme.txt").write_text("not a template", encoding="utf-8")
    found = templates(tmp_path)
    assert found["ours"].name == "Our ward's walkers"
    assert found["ours"].plan().template == "ours"
    assert found["child"].measures == OURS["ambulant_adult"].measures
    assert set(found) == {*OURS, "ours"}


def test_a_folder_that_is_not_there_is_said() -> None:
    with pytest.raises(InvalidInput, match="ITB_PLANS_DIR"):
        templates(Path("no-such-folder"))


def test_the_line_is_found_in_inline_tables_and_long_lists_too() -> None:
    text = """measures = [
  { scale = "pain" },
]
[[typical_goals]]
words = "a"
[[typical_goals]]
words = "b"
muscles = [
"x",
"y", # no
]
"""
    assert line_of(text, ("typical_goals", 1, "words")) == 7
    assert line_of(text, ("typical_goals", 1, "muscles", 1)) == 10
    assert line_of(text, ("typical_goals", 0, "muscles")) == 4
    assert line_of(text, ("measures", 0, "scale")) == 2
