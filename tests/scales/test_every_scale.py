"""Contract tests: every file in scales/ is found by itself and held to the same promises."""

import ast
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scales
from scales.base import Choice, Grade, Item, Number, Numbers, Scale, ScaleError, Value, YesNo

CATALOGUE = scales.catalogue()
FOLDER = Path(scales.__file__).parent
EVERY = pytest.mark.parametrize("scale", CATALOGUE.values(), ids=CATALOGUE.keys())
SCORED = pytest.mark.parametrize(
    "scale", [one for one in CATALOGUE.values() if one.score], ids=[key for key, one in CATALOGUE.items() if one.score]
)

MUSCLES = [
    "hip_flexors",
    "hip_adductors",
    "hip_extensors",
    "knee_flexors",
    "knee_extensors",
    "ankle_plantarflexors",
    "ankle_dorsiflexors",
    "shoulder_adductors",
    "elbow_flexors",
    "elbow_extensors",
    "forearm_pronators",
    "wrist_flexors",
    "finger_flexors",
]
MOVEMENTS = [
    "hip_flexion",
    "hip_abduction",
    "hip_extension",
    "knee_extension",
    "knee_flexion",
    "ankle_dorsiflexion",
    "ankle_plantarflexion",
    "shoulder_abduction",
    "elbow_flexion",
    "elbow_extension",
    "wrist_extension",
    "grip",
]
JOINTS = [
    "hip_abduction",
    "hip_extension",
    "knee_extension",
    "ankle_dorsiflexion_knee_straight",
    "ankle_dorsiflexion_knee_bent",
    "elbow_extension",
    "wrist_extension",
    "shoulder_abduction",
]


def both_sides(parts: list[str], *endings: str) -> set[str]:
    return {f"{side}_{part}{ending}" for side in ("left", "right") for part in parts for ending in endings or ("",)}


PROMISED: dict[str, set[str]] = {
    "ashworth": both_sides(MUSCLES),
    "modified_ashworth": both_sides(MUSCLES),
    "modified_tardieu": both_sides(MUSCLES, "_quality", "_r1", "_r2"),
    "penn_spasm": {"frequency", "severity", "window"},
    "scats": {"clonus", "flexor", "extensor"},
    "adductor_tone": {"grade"},
    "mrc_power": both_sides(MOVEMENTS),
    "passive_range": both_sides(JOINTS),
    "knee_gap": {"centimetres"},
    "spasm_count": {"count", "minutes"},
    "pain": {"rating"},
    "stiffness": {"rating"},
    "spasm_rating": {"rating"},
    "care_ease": {"rating"},
    "care_task": {"task", "minutes", "carers", "difficulty"},
    "sitting": {"minutes"},
    "global_change": {"rating"},
    "ten_metre_walk": {"seconds", "metres", "steps", "aid", "orthosis", "pace", "start", "assistance"}
    | {"seconds_1", "seconds_2", "seconds_3"},
    "timed_25_foot_walk": {"seconds_1", "seconds_2", "aid"},
    "timed_up_and_go": {"seconds", "aid"},
    "two_minute_walk": {"metres", "aid"},
    "six_minute_walk": {"metres", "aid"},
    "functional_ambulation": {"category"},
    "assistance": {"bed_mobility", "lie_to_sit", "sit_to_stand", "bed_to_chair", "standing"},
    "standing_time": {"seconds"},
    "sit_to_stand_5": {"seconds"},
    "observations": {"systolic", "diastolic", "heart_rate", "respiratory_rate", "oxygen_saturation", "on_oxygen"}
    | {"temperature", "consciousness", "position"},
    "news2": set(),
    "goal_attainment": set(),
}
"""The keys that record files and exports use: part of the format, so never renamed."""

TOKENS = {
    ("ashworth", "left_hip_flexors"): "0 1 2 3 4",
    ("modified_ashworth", "left_hip_flexors"): "0 1 1+ 2 3 4",
    ("modified_tardieu", "left_hip_flexors_quality"): "0 1 2 3 4 5",
    ("mrc_power", "left_grip"): "0 1 2 3 4- 4 4+ 5",
    ("penn_spasm", "frequency"): "0 1 2 3 4",
    ("penn_spasm", "severity"): "1 2 3",
    ("penn_spasm", "window"): "since_last 24h",
    ("scats", "clonus"): "0 1 2 3",
    ("adductor_tone", "grade"): "0 1 2 3 4",
    ("functional_ambulation", "category"): "0 1 2 3 4 5",
    ("assistance", "sit_to_stand"): "0 1 2 3 4 5",
    ("global_change", "rating"): "1 2 3 4 5 6 7",
    ("care_task", "difficulty"): "0 1 2 3 4",
    ("observations", "consciousness"): "A C V P U",
    ("observations", "position"): "lying sitting standing",
    ("ten_metre_walk", "aid"): "none stick two_sticks crutches walker parallel_bars other",
    ("ten_metre_walk", "assistance"): "none supervision one_person two_people",
    ("ten_metre_walk", "pace"): "comfortable fast",
    ("ten_metre_walk", "start"): "static flying",
}
LICENSED = ("barthel", "msss", "msws", "eq-5d", "gmfm", "poss", "functional independence measure")


def possible(item: Item) -> st.SearchStrategy[Value]:
    """Any value that this item takes."""
    if isinstance(item, Grade):
        return st.sampled_from([level.token for level in item.levels])
    if isinstance(item, YesNo):
        return st.booleans()
    if isinstance(item, Number):
        return st.decimals(*item.hard, places=0 if item.whole else 2)
    assert isinstance(item, Numbers)
    size = st.sampled_from(item.allowed) if item.allowed else st.decimals(*item.hard, places=1)
    return st.lists(size, min_size=3, max_size=3).map(lambda found: " ".join(f"{number:f}" for number in found))


def sheets(items: tuple[Item, ...]) -> st.SearchStrategy[dict[str, Value]]:
    """A whole sheet: every item with a value."""
    return st.fixed_dictionaries({item.key: possible(item) for item in items})


def test_every_file_in_the_folder_is_found_by_itself() -> None:
    files = {path.stem for path in FOLDER.glob("*.py")} - {"__init__", "base", "items"}
    assert set(CATALOGUE) == files


def test_the_contracts_scales_and_items_are_all_there() -> None:
    assert set(PROMISED) <= set(CATALOGUE)
    for key, items in PROMISED.items():
        assert items <= {item.key for item in CATALOGUE[key].items}, key


@pytest.mark.parametrize(("place", "tokens"), TOKENS.items(), ids=[".".join(place) for place in TOKENS])
def test_tokens_are_the_contracts_in_order(place: tuple[str, str], tokens: str) -> None:
    item = scales.get(place[0]).item(place[1])
    assert isinstance(item, Grade)
    assert [level.token for level in item.levels] == tokens.split()


def test_an_unknown_scale_is_named_in_a_sentence() -> None:
    with pytest.raises(ScaleError, match="There is no scale no_such"):
        scales.get("no_such")


@EVERY
def test_it_says_where_it_was_published_or_why_not(scale: Scale) -> None:
    text = scale.reference.text
    assert len(text) > 20
    if scale.reference.year is None:
        assert text.startswith(("No publication", "No single publication"))
    else:
        assert str(scale.reference.year) in text or "year" in scale.reference.unverified


@EVERY
def test_it_says_who_may_use_it_and_what_change_means(scale: Scale) -> None:
    assert scale.rights.endswith(".")
    assert scale.change_means.endswith(".")
    assert scale.measures.endswith(".")


@EVERY
def test_it_holds_no_licensed_wording(scale: Scale) -> None:
    words = (FOLDER / f"{scale.key}.py").read_text(encoding="utf-8").lower()
    assert not [name for name in LICENSED if name in words]


@EVERY
def test_tokens_are_text_each_once_with_a_label_and_in_order_of_rank(scale: Scale) -> None:
    for item in scale.case_items:
        if isinstance(item, Grade):
            tokens = [level.token for level in item.levels]
            ranks = [level.rank for level in item.levels if level.rank is not None]
            assert len(set(tokens)) == len(tokens)
            assert all(isinstance(token, str) and level.label for token, level in zip(tokens, item.levels, strict=True))
            assert ranks == sorted(ranks)
            assert [item.rank(token) for token in tokens] == [level.rank for level in item.levels]


@EVERY
def test_ranges_are_sane_soft_inside_hard_and_a_unit_stands_by(scale: Scale) -> None:
    for item in (*scale.items, *scale.case_items):
        if isinstance(item, Number):
            assert item.unit, item.key
            assert item.hard[0] < item.hard[1], item.key
            low, high = item.soft or item.hard
            assert item.hard[0] <= low < high <= item.hard[1], item.key
            if item.axis:
                assert item.axis[0] < item.axis[1], item.key


@EVERY
def test_left_and_right_are_apart_and_both_are_there(scale: Scale) -> None:
    sided = [item for item in scale.items if item.side]
    assert {item.part for item in sided if item.side == "left"} == {item.part for item in sided if item.side == "right"}
    for item in sided:
        assert item.key == f"{item.side}_{item.part}"
        assert item.label.lower().startswith(item.side)


@EVERY
def test_a_method_item_is_one_that_must_stay_alike_and_a_choice_is_one(scale: Scale) -> None:
    for item in scale.items:
        assert not isinstance(item, Choice) or item.role == "method"
        if item.alike == "no_heavier":
            assert item.role == "method"
            assert scale.better_for(item.key) == "lower"


@EVERY
def test_every_item_and_derived_value_has_a_direction(scale: Scale) -> None:
    for key in scale.by_key:
        assert scale.better_for(key) in ("lower", "higher", "neither")


@EVERY
def test_published_errors_name_their_source_and_an_item_with_a_direction(scale: Scale) -> None:
    for error in scale.errors:
        assert error.says
        assert error.source
        assert error.falls > 0
        assert error.rises > 0
        assert scale.better_for(error.item) != "neither"
    assert (scale.least_change is None) == (scale.least_change_source == "")


@EVERY
def test_worked_examples_come_out_as_they_were_worked(scale: Scale) -> None:
    for example in scale.examples:
        found = scale.scored(example.answers)
        assert example.source
        assert found.alerts == example.alerts
        if scale.score is None:
            assert scale.problems(example.answers) == ()
            assert example.score is None
        else:
            assert found.complete
            assert found.score == example.score


@EVERY
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_any_possible_value_is_accepted_and_reads_back_from_text(scale: Scale, data: st.DataObject) -> None:
    for item in data.draw(st.lists(st.sampled_from(scale.case_items or scale.items), min_size=1, max_size=4)):
        value = data.draw(possible(item), label=item.key)
        assert item.problem(value) is None
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        assert item.read(f" {text} ") == value


@EVERY
def test_what_is_out_of_range_or_of_the_wrong_kind_is_refused_with_a_sentence(scale: Scale) -> None:
    for item in (*scale.items, *scale.case_items):
        wrong: list[Value] = ["", "no such token", "NaN", Decimal("NaN"), Decimal("Infinity")]
        if isinstance(item, Number):
            step = Decimal(1) if item.whole else Decimal("0.01")
            wrong += [item.hard[0] - step, item.hard[1] + step, "1", True, Decimal("1E+400")]
        elif isinstance(item, Grade):
            wrong += [Decimal(1), True, " " + item.levels[0].token]
        elif isinstance(item, YesNo):
            wrong += [Decimal(1), "true"]
        for value in wrong:
            assert (item.problem(value) or "").endswith("."), (item.key, value)


@EVERY
@pytest.mark.parametrize("text", ["", "x", "1_0", "nan", "inf", "1e400", "0x10", "１２", "1,5", "--1", "=1"])
def test_text_that_is_no_value_is_refused_when_read(scale: Scale, text: str) -> None:
    for item in scale.items:
        with pytest.raises(ScaleError):
            item.read(text)


@EVERY
def test_edges_of_the_hard_range_are_possible_and_of_the_soft_range_usual(scale: Scale) -> None:
    for item in scale.items:
        if isinstance(item, Number):
            assert item.problem(item.hard[0]) is None
            assert item.problem(item.hard[1]) is None
            if item.soft:
                assert item.unusual(item.soft[0]) is None
                assert item.unusual(item.soft[1]) is None
                if item.soft[0] > item.hard[0]:
                    assert "look again" in (item.unusual(item.hard[0]) or "")
                if item.soft[1] < item.hard[1]:
                    assert "look again" in (item.unusual(item.hard[1]) or "")


@SCORED
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_whole_sheet_scores_within_the_range_or_says_why_not(scale: Scale, data: st.DataObject) -> None:
    assert scale.score is not None
    sheet = data.draw(sheets(scale.case_items))
    if scale.key == "ten_metre_walk":
        del sheet["seconds"]  # typed beside its trials it would have to be their mean
    found = scale.scored(sheet)
    if found.score is None:
        assert found.alerts
    else:
        assert found.complete
        assert scale.score.range[0] <= found.score <= scale.score.range[1]


@SCORED
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_rule_03_no_score_is_made_when_something_needed_is_missing(scale: Scale, data: st.DataObject) -> None:
    assert scale.score is not None
    sheet = data.draw(sheets(scale.case_items))
    needed = scale.score.needs or tuple(sheet)
    gone = needed if scale.score.partial else [data.draw(st.sampled_from(needed))]
    found = scale.scored({key: value for key, value in sheet.items() if key not in gone})
    assert found.score is None
    assert not found.complete


@SCORED
def test_a_bad_cell_spoils_its_row_and_is_named(scale: Scale) -> None:
    for item in scale.case_items:
        found = scale.scored_as_typed({item.key: "?"})
        assert found.score is None
        assert not found.complete
        assert found.alerts == (f"invalid:{item.key}",)


@SCORED
def test_a_blank_row_is_incomplete_and_a_strange_column_is_left_alone(scale: Scale) -> None:
    blank = {item.key: " " for item in scale.case_items}
    assert scale.scored_as_typed({**blank, "case": "7"}) == (None, False, ())


@EVERY
def test_it_imports_the_standard_library_and_other_scales_only(scale: Scale) -> None:
    allowed = sys.stdlib_module_names | {"scales"}
    assert imported(FOLDER / f"{scale.key}.py") <= allowed


@pytest.mark.parametrize("name", ["__init__", "base", "items"])
def test_what_a_scale_is_made_of_imports_the_standard_library_only(name: str) -> None:
    assert imported(FOLDER / f"{name}.py") <= sys.stdlib_module_names | {"scales"}


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


@EVERY
def test_the_first_line_of_its_file_says_what_it_is(scale: Scale) -> None:
    first = (FOLDER / f"{scale.key}.py").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith('"""')
    assert first.endswith('."""')


def test_a_scale_that_contradicts_itself_is_refused_when_it_is_declared() -> None:
    pain = CATALOGUE["pain"]
    same: dict[str, object] = {
        name: getattr(pain, name)
        for name in ("key", "name", "domain", "measures", "better", "items", "reference", "rights", "examples")
    }
    twice = (*pain.items, *pain.items)
    for wrong in ({"items": twice}, {"examples": ()}, {"coding": "0-4"}, {"headline": ("no_such",)}):
        with pytest.raises(ScaleError):
            Scale(**{**same, **wrong})  # type: ignore[arg-type]
