"""Scoring cases as somebody brings them who wants to check our sums."""

import csv
import io
import os
import subprocess
import sys

import pytest

from tests.app.outside.cases import Filed, Run
from trial.settings import HOME

NEWS2 = "respiratory_rate,oxygen_saturation,on_oxygen,systolic,heart_rate,consciousness,temperature"


@pytest.mark.parametrize(
    ("scale", "table", "answers"),
    [
        (
            "news2",
            f"{NEWS2},oxygen_scale,age\n14,97,false,98,54,A,36.4,1,\n8,94,false,88,46,V,35.9,1,15\n"
            "8,94,TRUE,88,46,V,35.9,1,16\n,94,false,88,46,A,35.9,1,50\n14,97,maybe,98,54,a,36.4,3,x\n,,,,,,,,\n",
            [
                ("2", "true", ""),
                ("", "true", "not_for_children"),
                ("14", "true", "single_3:respiratory_rate;single_3:systolic;single_3:consciousness"),
                ("", "false", "single_3:systolic"),
                ("", "false", "invalid:on_oxygen;invalid:consciousness;invalid:oxygen_scale;invalid:age"),
                ("", "false", ""),
            ],
        ),
        ("news2", f"\ufeff{NEWS2}\r\n" + '"14","97","false","98","54","A","36.4"\r\n', [("2", "true", "")]),
        (
            "goal_attainment",
            "levels,weights\n0 0 0,\n1 -1 0,2 1 3\n0 0,0 0\n3,1\n0 1,1\n,\n",
            [
                ("50.00", "true", ""),
                ("52.20", "true", ""),
                ("50.00", "true", ""),
                ("", "false", "invalid:levels"),
                ("", "false", "invalid:levels;invalid:weights"),
                ("", "false", ""),
            ],
        ),
        (
            "modified_ashworth",
            'left_hip_adductors,right_hip_adductors\n1+,2\n3,\n,\n1.5,2\n 1+ ,"4"\n',
            [
                ("1.75", "true", ""),
                ("3", "true", ""),
                ("", "false", ""),
                ("", "false", "invalid:left_hip_adductors"),
                ("2.75", "true", ""),
            ],
        ),
        ("ashworth", "left_hip_adductors\n1\n1+\n", [("1", "true", ""), ("", "false", "invalid:left_hip_adductors")]),
        (
            "ten_metre_walk",
            "seconds\n16\n16.5\n0\n1e1\n=16\n",
            [("0.6250", "true", ""), ("0.6061", "true", "")] + [("", "false", "invalid:seconds")] * 3,
        ),
        (
            "timed_25_foot_walk",
            "seconds_1,seconds_2\n6.2,6.6\n6.2,\n6.2,x\n",
            [("6.4", "true", ""), ("", "false", ""), ("", "false", "invalid:seconds_2")],
        ),
    ],
    ids=["news2", "news2 from a spreadsheet", "goals", "modified_ashworth", "ashworth", "walk", "25 feet"],
)
def test_cases_are_scored_row_by_row(
    run: Run, filed: Filed, scale: str, table: str, answers: list[tuple[str, str, str]]
) -> None:
    answer = run("score", scale, filed(table.encode(), "cases.csv"))
    assert (answer.code, answer.error) == (0, "")
    given = [*csv.reader(io.StringIO(table.removeprefix("\ufeff")))]
    rows = [*csv.reader(io.StringIO(answer.text))]
    assert rows[0] == [*given[0], "score", "complete", "alerts"]
    assert [row[:-3] for row in rows[1:]] == given[1:]
    assert [tuple(row[-3:]) for row in rows[1:]] == answers


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (b"", "empty"),
        (b"seconds;metres\n16;10\n", "commas"),
        (b"Seconds\n16\n", "no column 'Seconds'"),
        (b"seconds,comment\n16,x\n", "no column 'comment'"),
        (b"seconds,seconds\n16,16\n", "twice"),
        (b"seconds\n16,5\n", "Line 2 has 2 cells"),
        (b'seconds\n"16\n', "Line 2"),
        (b"seconds\n\xff\n", "not UTF-8"),
        (bytes(range(256)), "not UTF-8"),
    ],
)
def test_a_table_that_cannot_be_scored_names_its_file_and_the_reason(
    run: Run, filed: Filed, table: bytes, reason: str
) -> None:
    path = filed(table, "cases.csv")
    answer = run("score", "ten_metre_walk", path)
    assert answer.code == 1
    assert answer.sentence.startswith(f"{path}: ")
    assert reason in answer.sentence


def test_ten_thousand_rows_come_out_of_a_pipe_in_their_order_and_without_a_word_of_progress(filed: Filed) -> None:
    times = [f"{2 + number / 100:.2f}" for number in range(10_000)]
    path = filed(("seconds\n" + "\n".join(times) + "\n").encode(), "cases.csv")
    done = subprocess.run(
        [sys.executable, "-m", "trial", "score", "ten_metre_walk", str(path)],
        cwd=HOME,
        env=os.environ | {"ITB_TIMEZONE": "UTC"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert [line.split(",")[0] for line in done.stdout.decode().splitlines()] == ["seconds", *times]
