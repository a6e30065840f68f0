"""docs/troubleshooting.md: every repair has its runbook, and every reason its row."""

import re
from typing import Any

import pytest

from .pages import DOCS
from .test_translations import ENGLISH

PAGE = (DOCS / "troubleshooting.md").read_text()
ISSUES: dict[str, Any] = ENGLISH["issues"]
# Each repair's heading and key, and its rows.
RUNBOOKS = [
    (heading, key, dict(re.findall(r"^\| ([a-z ]+) \| (.+) \|$", rows, re.MULTILINE)))
    for heading, key, rows in re.findall(
        r"^### (.+)\n\n\| `(\w+)` \| \|\n\|---\|---\|\n((?:\|.*\|\n)+)", PAGE, re.MULTILINE
    )
]


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """No Home Assistant is needed here."""


def listed(prefix: str) -> list[str]:
    """The keys that tables have in their first column."""
    cells = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", PAGE, re.MULTILINE)
    return sorted(key for cell in cells for key in re.findall(r"`(\w+)`", cell) if key.startswith(prefix))


def test_every_repair_has_its_runbook_and_nothing_else_has_one() -> None:
    assert sorted(key for _, key, _ in RUNBOOKS) == sorted(ISSUES)


@pytest.mark.parametrize(("heading", "key", "rows"), RUNBOOKS, ids=[key for _, key, _ in RUNBOOKS])
def test_a_runbook_is_called_as_its_repair_and_tells_what_to_do(heading: str, key: str, rows: dict[str, str]) -> None:
    assert heading == re.sub(r"\{\w+\}", "…", ISSUES[key]["title"])
    assert list(rows) == ["you see", "it means", "meanwhile", "do", "it goes"]


@pytest.mark.parametrize("prefix", ["denied_", "failed_", "decision_", "probe_"])
def test_every_reason_that_people_meet_has_one_row(prefix: str) -> None:
    repairs = [key for key in ISSUES if key.startswith(prefix)]
    assert listed(prefix) == sorted([key for key in ENGLISH["exceptions"] if key.startswith(prefix)] + repairs)
