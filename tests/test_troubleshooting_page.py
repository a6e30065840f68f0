"""docs/troubleshooting.md: every repair has its runbook, and every reason its row."""

import re
from typing import Any

from homeassistant.components.logger import CONFIG_SCHEMA
from homeassistant.core import HomeAssistant
from homeassistant.helpers.script import async_validate_actions_config
from homeassistant.util.yaml import parse_yaml
import pytest
import voluptuous as vol

from .test_automation_docs import anchor
from .test_metadata import ROOT
from .test_translations import ENGLISH

DOCS = ROOT / "docs"
PAGE = (DOCS / "troubleshooting.md").read_text()
ISSUES: dict[str, Any] = ENGLISH["issues"]
# Each repair's heading and key, and its rows.
RUNBOOKS = [
    (heading, key, dict(re.findall(r"^\| ([a-z ]+) \| (.+) \|$", rows, re.MULTILINE)))
    for heading, key, rows in re.findall(
        r"^### (.+)\n\n\| `(\w+)` \| \|\n\|---\|---\|\n((?:\|.*\|\n)+)", PAGE, re.MULTILINE
    )
]
EXAMPLES = [parse_yaml(text) for text in re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)]


def headings(page: str) -> list[str]:
    """What links to the headings of a page end in; what is called alike counts on."""
    found: list[str] = []
    for heading in re.findall(r"^#+ (.+)$", page, re.MULTILINE):
        begun = anchor(heading)
        alike = sum(one == begun or one.rpartition("-")[0] == begun for one in found)
        found.append(f"{begun}-{alike}" if alike else begun)
    return found


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


async def test_the_question_why_is_one_that_home_assistant_takes(hass: HomeAssistant) -> None:
    question, _ = EXAMPLES
    [step] = await async_validate_actions_config(hass, vol.Schema([dict])([question]))
    assert step["action"] == "plantos.check_watering"


def test_the_log_is_set_as_home_assistant_takes_it() -> None:
    _, logs = EXAMPLES
    assert CONFIG_SCHEMA(logs)["logger"]["logs"].keys() == {"custom_components.plantos"}


@pytest.mark.parametrize("name", ["troubleshooting", "decisions", "safety"])
def test_every_link_leads_somewhere(name: str) -> None:
    page = (DOCS / f"{name}.md").read_text()
    for target, _, place in re.findall(r"\]\((?!http)([^)#]*)(#?)([^)]*)\)", page):
        path = DOCS / target if target else DOCS / f"{name}.md"
        assert path.exists(), target
        assert not place or place in headings(path.read_text()), f"{target}#{place}"
