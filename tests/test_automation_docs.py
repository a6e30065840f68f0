"""docs/automations.md: every trigger and condition by its name in Home Assistant, with an example, and every event."""

import re

from custom_components.plantos.condition import CONDITIONS
from custom_components.plantos.domain.events import EventType
from custom_components.plantos.trigger import TRIGGERS

from .pages import DOCS, examples, headings, rows
from .test_translations import ENGLISH

PAGE = (DOCS / "automations.md").read_text()


def test_every_trigger_and_condition_has_an_example() -> None:
    shown = set(re.findall(r"(?:trigger|condition): plantos\.(\w+)", "\n".join(examples(PAGE, "yaml"))))
    assert shown == TRIGGERS.keys() | CONDITIONS.keys()


def test_every_trigger_and_condition_is_in_its_table() -> None:
    listed = set(re.findall(r"`plantos\.(\w+)`", PAGE))
    assert listed == TRIGGERS.keys() | CONDITIONS.keys()


def test_every_trigger_and_condition_is_called_as_in_home_assistant() -> None:
    names = {one["name"] for kind in ("triggers", "conditions") for one in ENGLISH[kind].values()}
    both = {"Plant problem appeared", "Plant problem cleared"}
    assert names - both <= set(headings(PAGE))
    assert "Plant problem appeared and cleared" in headings(PAGE)


def test_every_event_is_in_its_table() -> None:
    listed = [row["event"].strip("`").removeprefix("plantos_") for row in rows(PAGE, "event")]
    assert sorted(listed) == sorted(EventType)
