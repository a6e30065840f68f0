"""Every example on every page is one that Home Assistant takes."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
import re
from typing import Any

import hass_frontend
from homeassistant.config import async_process_component_config
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import TemplateError
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.script import async_validate_actions_config
from homeassistant.helpers.template import Template
from homeassistant.loader import async_get_integration
from homeassistant.util.yaml import load_yaml_dict, parse_yaml
import pytest
import voluptuous as vol

from custom_components.plantos import PLATFORMS
from custom_components.plantos.condition import CONDITIONS
from custom_components.plantos.demo_garden import demo_subentries
from custom_components.plantos.services import ACTIONS
from custom_components.plantos.trigger import TRIGGERS

from .automating import end, load
from .conftest import Bench
from .pages import PAGES, ROOT, examples
from .test_translations import COMPONENT

SHOWN = load_yaml_dict(str(COMPONENT / "services.yaml"))
SCHEMAS = {action.name: action.schema for action in ACTIONS}
OURS = {"action": SCHEMAS.keys(), "trigger": TRIGGERS.keys(), "condition": CONDITIONS.keys()}
OWN_CARDS = {
    name
    for path in (ROOT / "frontend" / "src").glob("*.ts")
    for name in re.findall(r'^export const \w+ = "(plantos-[a-z]+-card)"', path.read_text(), re.MULTILINE)
}
[STRATEGY] = re.findall(r'STRATEGY = "(\w+)"', (ROOT / "frontend" / "src" / "strategy.ts").read_text())
# The devices of the demo garden as entity ids begin with them.
DEMO = ("demo_garden", *(row["title"].lower().replace(" ", "_") for row in demo_subentries()))


def every(language: str) -> list[Any]:
    """The examples of all pages in a language."""
    return [
        pytest.param(example, id=f"{page.stem}-{number}")
        for page in PAGES
        for number, example in enumerate(examples(page.read_text(), language), 1)
    ]


def nodes(written: Any) -> Iterator[dict[str, Any]]:
    """Every mapping within an example, itself included."""
    if isinstance(written, dict):
        yield written
    for part in written.values() if isinstance(written, dict) else written if isinstance(written, list) else ():
        yield from nodes(part)


def templates(written: Any) -> Iterator[str]:
    """Every template within an example."""
    if isinstance(written, str) and re.search(r"\{[{%]", written):
        yield written
    for part in written.values() if isinstance(written, dict) else written if isinstance(written, list) else ():
        yield from templates(part)


@cache
def known_cards() -> set[str]:
    """The types of card that this version of Home Assistant's frontend draws."""
    bundles = (Path(hass_frontend.where()) / "frontend_latest").glob("*.js")
    found = {name for path in bundles for name in re.findall(rb"hui-([a-z-]+)-card", path.read_bytes())}
    return {name.decode() for name in found}


async def assert_taken(demo: Bench, example: str) -> None:
    """Let Home Assistant judge an example by what it is, and see that what it names of PlantOS is there."""
    hass, written = demo.hass, parse_yaml(example)
    for node in nodes(written):
        assert_ours(node)
    for template in templates(written):
        Template(template, hass).ensure_valid()
    match written:
        case {"triggers": _}:
            assert await load(demo, example) == "on"
            await end(demo)
        case {"actions": list(steps)} | list(steps):
            await async_validate_actions_config(hass, cv.SCRIPT_SCHEMA(steps))
        case {"action": _}:
            await async_validate_actions_config(hass, cv.SCRIPT_SCHEMA([written]))
        case {"type": str()}:
            for card in nodes(written):
                assert_card(card)
        case {"strategy": {"type": kind}}:
            assert kind == f"custom:{STRATEGY}"
        case dict():
            await assert_configured(hass, written)
        case _:
            pytest.fail(f"nobody knows what this is: {written}")


def assert_ours(node: dict[str, Any]) -> None:
    """See that an action, trigger or condition of PlantOS is one, and an action's fields are its own."""
    for kind, known in OURS.items():
        domain, _, name = str(node.get(kind, "")).partition(".")
        assert domain != "plantos" or name in known
    domain, _, action = str(node.get("action", "")).partition(".")
    if domain == "plantos":
        data = node.get("data", {})
        assert set(data) <= set(SHOWN[action].get("fields", {}))
        if not [*templates(data)]:
            SCHEMAS[action]({**data, **node.get("target", {})})


def assert_card(card: dict[str, Any]) -> None:
    """See that there is such a card, of ours or of Home Assistant."""
    _, custom, name = str(card.get("type", "tile")).rpartition("custom:")
    assert name in (OWN_CARDS if custom else known_cards())


async def assert_configured(hass: HomeAssistant, written: dict[str, Any]) -> None:
    """Let each integration judge its part of a configuration file."""
    for domain, config in written.items():
        judged = await async_process_component_config(hass, {domain: config}, await async_get_integration(hass, domain))
        assert [info.exception for info in judged.exception_info_list] == []


@pytest.mark.parametrize("example", every("yaml"))
async def test_home_assistant_takes_every_example(demo: Bench, example: str) -> None:
    await assert_taken(demo, example)


@pytest.mark.parametrize("template", every("jinja"))
async def test_every_template_says_something(demo: Bench, template: str) -> None:
    assert Template(template, demo.hass).async_render(parse_result=False, strict=True)


async def test_every_entity_of_the_demo_garden_in_an_example_is_there(demo: Bench) -> None:
    entity = re.compile(rf"\b(?:{'|'.join(PLATFORMS)})\.(?:{'|'.join(DEMO)})_\w+")
    shown = [code for page in PAGES for language in ("yaml", "jinja") for code in examples(page.read_text(), language)]
    named = {entity_id for example in shown for entity_id in entity.findall(example)}
    assert "sensor.basil_moisture" in named
    assert named <= er.async_get(demo.hass).entities.keys()


@pytest.mark.parametrize(
    "wrong",
    [
        "triggers:\n  - trigger: plantos.became_bored\nactions: []",
        "triggers:\n  - trigger: numeric_state\nactions: []",
        "actions:\n  - condition: plantos.is_bored",
        "action: plantos.sing",
        "action: plantos.water_plant\ndata:\n  until: tomorrow",
        "action: plantos.water_plant\ndata:\n  amount_ml: much",
        "type: custom:plantos-wishing-card",
        "type: crystal-ball",
        "type: markdown\ncontent: '{{ states( }}'",
        "logger:\n  default: much",
    ],
)
async def test_an_example_that_is_wrong_is_found(demo: Bench, wrong: str) -> None:
    with pytest.raises((AssertionError, TemplateError, vol.Invalid)):
        await assert_taken(demo, wrong)
