"""What the app is made of: bounded, and listed by one command."""

import json
import re
import shutil
import subprocess
import tomllib

import pytest

from trial.settings import HOME

NEEDED = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]


@pytest.mark.parametrize("needed", NEEDED)
def test_every_package_is_bounded_at_its_next_major_version_and_streamlit_at_its_next_minor(needed: str) -> None:
    found = re.fullmatch(r"([\w-]+)(?:\[\w+\])?>=(\d+)\.(\d+)[\d.]*,<(\d+)(?:\.(\d+))?", needed)
    assert found is not None, needed
    name, major, minor, *bound = found.groups()
    wanted = (major, str(int(minor) + 1)) if name == "streamlit" else (str(int(major) + 1), None)
    assert tuple(bound) == wanted


def test_the_bill_of_materials_that_the_readme_names_lists_every_package() -> None:
    command = re.search(r"^    (uv export .*) -o bom.json$", (HOME / "README.md").read_text(encoding="utf-8"), re.M)
    assert command is not None
    if shutil.which("uv") is None or not (HOME / "uv.lock").exists():
        pytest.skip("uv, or the resolution that it keeps beside pyproject.toml, is not on this machine.")
    done = subprocess.run([*command[1].split(), "--frozen"], cwd=HOME, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    bill = json.loads(done.stdout)
    listed = {part["name"] for part in bill["components"]}
    assert bill["bomFormat"] == "CycloneDX"
    assert {re.split(r"[\[>]", needed)[0] for needed in NEEDED} <= listed
    assert not {"pytest", "playwright"} & listed
