"""What the page on automations shows is what Home Assistant takes."""

from pathlib import Path
import re
from typing import Any

from homeassistant.util.yaml import parse_yaml
import pytest

from custom_components.plantos.condition import CONDITIONS
from custom_components.plantos.trigger import TRIGGERS

from .automating import end, load
from .conftest import Bench
from .test_metadata import ROOT
from .test_translations import ENGLISH

PAGE = (ROOT / "docs" / "automations.md").read_text()
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
HEADINGS = re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)


def anchor(heading: str) -> str:
    """What a link to a heading ends in."""
    return re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")


def alias(example: str) -> str:
    """What an example is called."""
    written: Any = parse_yaml(example)
    return str(written["alias"])


@pytest.mark.parametrize("example", EXAMPLES, ids=alias)
async def test_home_assistant_takes_every_example(demo: Bench, example: str) -> None:
    assert await load(demo, example) == "on"
    await end(demo)


@pytest.mark.parametrize("example", EXAMPLES, ids=alias)
def test_every_entity_of_plantos_in_an_example_is_one_of_the_demo_garden(example: str) -> None:
    named = set(re.findall(r"(?:binary_sensor|event|sensor)\.(\w+)", example))
    plants = ("basil", "monstera", "peace_lily", "snake_plant", "balcony_tomato", "rain_barrel")
    assert [name for name in named if not name.startswith(plants)] == []


def test_every_trigger_and_condition_has_an_example() -> None:
    shown = set(re.findall(r"(?:trigger|condition): plantos\.(\w+)", "\n".join(EXAMPLES)))
    assert shown == TRIGGERS.keys() | CONDITIONS.keys()


def test_every_trigger_and_condition_is_in_its_table() -> None:
    listed = set(re.findall(r"`plantos\.(\w+)`", PAGE))
    assert listed == TRIGGERS.keys() | CONDITIONS.keys()


def test_every_trigger_and_condition_is_called_as_in_home_assistant() -> None:
    names = {one["name"] for kind in ("triggers", "conditions") for one in ENGLISH[kind].values()}
    both = {"Plant problem appeared", "Plant problem cleared"}
    assert names - both <= set(HEADINGS)
    assert "Plant problem appeared and cleared" in HEADINGS


def test_every_link_leads_somewhere() -> None:
    inside = re.findall(r"\]\(#([^)]+)\)", PAGE)
    assert set(inside) <= {anchor(heading) for heading in HEADINGS}
    for path in re.findall(r"\]\((\.\.?/[^)#]+)", PAGE):
        assert (ROOT / "docs" / Path(path)).exists()
