"""Everything a person can read is in translations/en.json, and nothing else is."""

import ast
from collections.abc import Iterator, Mapping
from importlib import import_module
import json
from pathlib import Path
import re
from string import Formatter
from typing import Any

from homeassistant.config_entries import ConfigFlow, ConfigSubentryFlow, OptionsFlow
from homeassistant.helpers.entity import EntityDescription
from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components import plantos
from custom_components.plantos.config_flow import PlantosConfigFlow
from custom_components.plantos.const import KINDS
from custom_components.plantos.domain.care import DEEDS, CareKind
from custom_components.plantos.domain.notices import Topic
from custom_components.plantos.domain.plants import Substrate
from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.domain.species import CATALOGUE
from custom_components.plantos.domain.strategies import STRATEGIES
from custom_components.plantos.hardware.demo.twin import TANK_EMPTY, GardenFault, SupplyFault
from custom_components.plantos.hardware.devices import Role
from custom_components.plantos.http_device_flow import HttpDeviceFlow
from custom_components.plantos.json_parts import RAW
from custom_components.plantos.mqtt_device_flow import MqttDeviceFlow
from custom_components.plantos.options_flow import HubOptionsFlow
from custom_components.plantos.plant_flow import PlantFlow
from custom_components.plantos.raspberry_pi_flow import TOLD as LINES_TOLD, RaspberryPiDeviceFlow
from custom_components.plantos.sensor import IDLE
from custom_components.plantos.species_flow import SpeciesFlow
from custom_components.plantos.supply_flow import SupplyFlow
from custom_components.plantos.watering.runs import RunState

COMPONENT = Path(plantos.__file__).parent
MODULES = {str(path.relative_to(COMPONENT)): ast.parse(path.read_text()) for path in sorted(COMPONENT.rglob("*.py"))}
ENGLISH: dict[str, Any] = json.loads((COMPONENT / "translations" / "en.json").read_text())
# Every other language, by its code.
OTHER_LANGUAGES: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text())
    for path in sorted((COMPONENT / "translations").glob("*.json"))
    if path.stem != "en"
}

KEY = re.compile(r"(?!.*[_-]{2})[a-z0-9]([a-z0-9_-]*[a-z0-9])?")
FORBIDDEN = {
    "HTML": re.compile(r"<\w"),
    "a blank at an end": re.compile(r"^\s|\s$"),
    "a URL": re.compile(r"\w+://|www\."),
    "a reference": re.compile(r"\[%"),
    "a placeholder in single quotes": re.compile(r"'\{\w+\}'"),
}
# Home Assistant's own errors that reach a person's eyes.
ERRORS = {
    "ConfigEntryAuthFailed",
    "ConfigEntryError",
    "ConfigEntryNotReady",
    "HomeAssistantError",
    "ServiceValidationError",
    "UpdateFailed",
}
# The selectors that only actions have.
OF_ACTIONS = {"measure", "care", "logged"}
# Where a reason's key is chosen while running, and what it can be.
CHOSEN = {
    "coordinator.py": {"invalid_value", "min_not_below_max"},
    "plant_problems.py": {
        *("probe_unavailable", "probe_not_a_number", "probe_out_of_range", "probe_stale", "probe_stuck"),
        *("probe_jump", "probe_uncalibrated"),
    },
    "domain/guardrails.py": {"denied_leak", "denied_leak_unknown"},
    "domain/strategies/moisture.py": {"decision_no_moisture", "decision_settling"},
    "select.py": {
        *("schedule_needs_time", "moisture_needs_probe", "weather_needs_source", "evapotranspiration_needs_size"),
        *("evapotranspiration_needs_probes", "evapotranspiration_needs_source"),
    },
}


FLOWS: dict[str, type[ConfigFlow | ConfigSubentryFlow | OptionsFlow]] = {
    "config": PlantosConfigFlow,
    "options": HubOptionsFlow,
    "plant": PlantFlow,
    "supply": SupplyFlow,
    "species": SpeciesFlow,
    "http_device": HttpDeviceFlow,
    "mqtt_device": MqttDeviceFlow,
    "raspberry_pi_device": RaspberryPiDeviceFlow,
}
# The steps that only lead on, and show nothing.
SILENT = {
    "config": {"mqtt", "reauth", "zeroconf"},
    "plant": {"is_moisture", "other_sensor", "ran", "running"},
    "http_device": {"json_keep", "reconfigure"},
    "raspberry_pi_device": {"reconfigure"},
}
# The ends that Home Assistant's own flows bring about.
OTHERS_ENDS = {"already_configured", "reauth_successful", "reconfigure_successful"}


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """No Home Assistant is needed here."""


def texts(branch: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Every text with the path to it."""
    for key, value in branch.items():
        if isinstance(value, dict):
            yield from texts(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def texts_of(flow: str) -> dict[str, Any]:
    """The texts of a flow."""
    found: dict[str, Any] = ENGLISH.get(flow) or ENGLISH["config_subentries"][flow]
    return found


def parts_of(flow: str) -> list[type]:
    """The classes of ours that a flow is made of."""
    return [part for part in FLOWS[flow].__mro__ if part.__module__.startswith(plantos.__name__)]


def calls(module: str, *names: str) -> Iterator[ast.Call]:
    """Every call of these functions in a module."""
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def literal(node: ast.expr | None) -> str | None:
    """The text that is written there; None where it is no literal."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def arguments(call: ast.Call) -> dict[str, ast.expr]:
    """The arguments that a call names."""
    return {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}


def reasons() -> Iterator[tuple[str, str | None, set[str]]]:
    """Every reason and translated error: module, key (None when it is chosen while running), placeholders."""
    for module in MODULES:
        for call in calls(module, "reason"):
            yield module, literal(call.args[0]), set(arguments(call))
        for call in calls(module, *ERRORS):
            given = arguments(call)
            values = given.get("translation_placeholders")
            if key := literal(given.get("translation_key")):
                names = values.keys if isinstance(values, ast.Dict) else []
                yield module, key, {name for node in names if (name := literal(node))}


def translation_keys(module: str, suffix: str) -> set[str]:
    """The translation keys that calls of something so named are given."""
    return {
        key
        for node in ast.walk(MODULES[module])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.endswith(suffix)
        if (key := literal(arguments(node).get("translation_key")))
    }


def descriptions(platform: str) -> list[EntityDescription]:
    """Every entity description that a platform's module holds, alone or in a tuple or table."""
    found = []
    for value in vars(import_module(f"custom_components.plantos.{platform}")).values():
        held = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
        # Frozen descriptions are no instances of the class they are made by.
        found += [one for one in held if type(one).__name__.endswith("Description")]
    return found


def forms() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every step of every flow."""
    flows = {"config": ENGLISH["config"], "options": ENGLISH["options"], **ENGLISH["config_subentries"]}
    for name, flow in flows.items():
        for step_id, step in flow["step"].items():
            yield f"{name}.{step_id}", step


# --- how texts are written --------------------------------------------------------------------------


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_text_holds_what_home_assistant_refuses(what: str) -> None:
    assert not [path for path, text in texts(ENGLISH) if FORBIDDEN[what].search(text)]


def test_every_text_says_something() -> None:
    assert not [path for path, text in texts(ENGLISH) if not text]


def test_every_key_is_plain() -> None:
    assert not [path for path, _ in texts(ENGLISH) for key in path.split(".") if not KEY.fullmatch(key)]


def test_every_placeholder_is_an_identifier() -> None:
    assert not [path for path, text in texts(ENGLISH) for name in placeholders(text) if not name.isidentifier()]


# --- other languages --------------------------------------------------------------------------------


def test_ten_languages_are_spoken_by_forms_and_cards_alike() -> None:
    assert OTHER_LANGUAGES.keys() == {"cs", "de", "es", "fr", "it", "nl", "pl", "pt-BR", "sv"}
    assert {path.stem for path in (COMPONENT / "frontend" / "words").iterdir()} == OTHER_LANGUAGES.keys()


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_every_english_text_has_its_translation(language: str) -> None:
    english, translated = dict(texts(ENGLISH)), dict(texts(OTHER_LANGUAGES[language]))
    assert [f"{path} is missing: {text}" for path, text in english.items() if not translated.get(path)] == []
    assert [f"{path} is left over" for path in translated if path not in english] == []


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_every_translation_has_the_placeholders_and_paragraphs_of_the_english_text(language: str) -> None:
    english = dict(texts(ENGLISH))
    for path, text in texts(OTHER_LANGUAGES[language]):
        meant = english.get(path, text)
        assert (path, placeholders(text), text.count("\n")) == (path, placeholders(meant), meant.count("\n"))


@pytest.mark.parametrize("what", FORBIDDEN)
@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_no_translation_holds_what_home_assistant_refuses(language: str, what: str) -> None:
    assert not [path for path, text in texts(OTHER_LANGUAGES[language]) if FORBIDDEN[what].search(text)]


# --- flows ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "step"), forms())
def test_every_field_of_a_form_is_described(name: str, step: dict[str, Any]) -> None:
    assert step.get("data", {}).keys() == step.get("data_description", {}).keys()
    assert step["title"]


@pytest.mark.parametrize("name", FLOWS)
def test_every_step_of_a_flow_has_its_texts(name: str) -> None:
    parts, texts_of_flow, silent = parts_of(name), texts_of(name), SILENT.get(name, set())
    methods = {name for part in parts for name in vars(part) if name.startswith("async_step_")}
    assert texts_of_flow["step"].keys() == {name.removeprefix("async_step_") for name in methods} - silent


def test_every_kind_of_subentry_says_what_it_is_and_how_it_is_added() -> None:
    for subentry in ENGLISH["config_subentries"].values():
        assert subentry["entry_type"]
        assert subentry["initiate_flow"].keys() == {"user", "reconfigure"}
        assert "reconfigure_successful" in subentry["abort"]


@pytest.mark.parametrize("name", FLOWS)
def test_every_way_in_which_a_flow_can_end_has_its_text(name: str) -> None:
    modules = {f"{part.__module__.rpartition('.')[2]}.py" for part in parts_of(name)}
    nodes = [node for module in modules for node in ast.walk(MODULES[module])]
    calls_of = {node: node.func for node in nodes if isinstance(node, ast.Call)}
    ends = [call for call, of in calls_of.items() if isinstance(of, ast.Attribute) and of.attr == "async_abort"]
    reasons = {literal(arguments(call).get("reason")) for call in ends} - {None}
    told = texts_of(name).get("abort", {}).keys()
    assert told >= reasons
    written = {literal(node) for node in nodes if isinstance(node, ast.Constant)}
    assert told - written <= OTHERS_ENDS | {f"lines_{fault}" for fault in LINES_TOLD}


@pytest.mark.parametrize(
    ("selector", "options"),
    [
        ("kind", set(KINDS)),
        ("care", set(DEEDS)),
        ("logged", set(CareKind)),
        ("probe_measure", {*Measure, RAW}),
        ("role", set(Role)),
        ("group", {species.group for species in CATALOGUE.values()}),
        ("drying", {species.drying for species in CATALOGUE.values()}),
        ("notify_about", set(Topic)),
        ("strategy", set(STRATEGIES)),
        ("substrate", set(Substrate)),
    ],
)
def test_every_option_of_a_selector_is_translated(selector: str, options: set[str]) -> None:
    assert ENGLISH["selector"][selector]["options"].keys() == options


def test_every_selector_of_the_code_is_translated() -> None:
    used = {key for module in MODULES for key in translation_keys(module, "SelectorConfig")} | OF_ACTIONS
    # The demo garden's faults are named together with their plant, so the form fills them in itself.
    assert ENGLISH["selector"].keys() == used | {"fault"}
    assert ENGLISH["selector"]["fault"]["options"].keys() == {TANK_EMPTY, *GardenFault, *SupplyFault}


# --- errors and reasons -----------------------------------------------------------------------------


def test_every_error_a_person_can_see_is_translated() -> None:
    used = {key for _, key, _ in reasons() if key} | {key for keys in CHOSEN.values() for key in keys}
    assert used - ENGLISH["exceptions"].keys() == set()


def test_every_error_gets_the_placeholders_its_text_has() -> None:
    for module, key, given in reasons():
        for one in {key} if key else CHOSEN[module]:
            assert (one, given) == (one, placeholders(ENGLISH["exceptions"][one]["message"]))


def test_no_error_text_is_left_over() -> None:
    used = {key for _, key, _ in reasons() if key} | {key for keys in CHOSEN.values() for key in keys}
    assert ENGLISH["exceptions"].keys() - used == set()


def test_a_key_is_chosen_while_running_only_where_this_test_knows_of_it() -> None:
    assert {module for module, key, _ in reasons() if key is None} == CHOSEN.keys()
    written = {literal(node) for tree in MODULES.values() for node in ast.walk(tree) if isinstance(node, ast.expr)}
    assert {key for keys in CHOSEN.values() for key in keys} <= written


def test_no_error_speaks_in_words_of_its_own() -> None:
    for module in MODULES:
        for call in calls(module, *ERRORS):
            assert (module, call.args) == (module, [])
            assert "translation_key" in arguments(call)


# --- entities ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", plantos.PLATFORMS)
def test_every_entity_has_a_name(platform: str) -> None:
    found = descriptions(platform)
    assert found
    assert all(description.translation_key or description.device_class for description in found)
    named = {description.translation_key for description in found} - {None}
    assert ENGLISH["entity"][platform].keys() == named
    assert all(entity["name"] for entity in ENGLISH["entity"][platform].values())


def test_no_platform_is_translated_that_is_not_there() -> None:
    assert ENGLISH["entity"].keys() == set(plantos.PLATFORMS)


def test_every_state_of_a_watering_is_translated() -> None:
    assert ENGLISH["entity"]["sensor"]["watering_status"]["state"].keys() == {IDLE, *RunState}


def test_every_strategy_to_select_is_translated() -> None:
    assert ENGLISH["entity"]["select"]["strategy"]["state"].keys() == STRATEGIES.keys()


def test_every_icon_belongs_to_an_entity() -> None:
    icons = json.loads((COMPONENT / "icons.json").read_text())["entity"]
    for platform, entities in icons.items():
        assert entities.keys() <= ENGLISH["entity"][platform].keys()
        for key, entity in entities.items():
            known = ENGLISH["entity"][platform][key].get("state", {"on", "off", "open", "closed"})
            assert set(entity.get("state", {})) <= set(known)


# --- actions ----------------------------------------------------------------------------------------


def test_every_action_and_each_of_its_fields_is_named_and_described() -> None:
    actions = load_yaml_dict(str(COMPONENT / "services.yaml"))
    assert ENGLISH["services"].keys() == actions.keys()
    for name, action in ENGLISH["services"].items():
        fields = action.get("fields", {})
        assert fields.keys() == actions[name].get("fields", {}).keys()
        for described in (action, *fields.values()):
            assert described["name"]
            assert described["description"]


# --- triggers and conditions ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["triggers", "conditions"])
def test_every_trigger_and_condition_and_each_of_its_fields_is_named(kind: str) -> None:
    offered = {key: value for key, value in load_yaml_dict(str(COMPONENT / f"{kind}.yaml")).items() if key[0] != "."}
    assert ENGLISH[kind].keys() == offered.keys()
    for name, texts in ENGLISH[kind].items():
        assert texts["name"]
        assert texts["description"].endswith(".")
        fields = texts.get("fields", {})
        assert fields.keys() == offered[name].get("fields", {}).keys()
        assert all(field["name"] for field in fields.values())
