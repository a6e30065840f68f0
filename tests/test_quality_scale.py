"""PlantOS answers every rule of Home Assistant's quality scale, once and with its reasons."""

from json import dumps
from pathlib import Path
import re
import subprocess
import sys
import tomllib
from typing import Any

from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components import plantos

SCALE = Path(plantos.__file__).parent / "quality_scale.yaml"

BRONZE = """
action-setup appropriate-polling brands common-modules config-flow-test-coverage config-flow dependency-transparency
docs-actions docs-conditions docs-high-level-description docs-installation-instructions docs-removal-instructions
docs-triggers entity-event-setup entity-unique-id has-entity-name runtime-data test-before-configure test-before-setup
unique-config-entry
"""
SILVER = """
action-exceptions config-entry-unloading docs-configuration-parameters docs-installation-parameters entity-unavailable
integration-owner log-when-unavailable parallel-updates reauthentication-flow test-coverage
"""
GOLD = """
devices diagnostics discovery-update-info discovery docs-data-update docs-examples docs-known-limitations
docs-supported-devices docs-supported-functions docs-troubleshooting docs-use-cases dynamic-devices entity-category
entity-device-class entity-disabled-by-default entity-translations exception-translations icon-translations
reconfiguration-flow repair-issues stale-devices
"""
PLATINUM = "async-dependency inject-websession strict-typing"
RULES = f"{BRONZE} {SILVER} {GOLD} {PLATINUM}".split()


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """No Home Assistant is needed here."""


@pytest.fixture
def rules() -> dict[str, Any]:
    """The answer to every rule."""
    found: dict[str, Any] = load_yaml_dict(str(SCALE))["rules"]
    return found


def test_every_rule_is_answered_once() -> None:
    # Read as text: a dictionary would hide a rule that is answered twice.
    assert re.findall(r"^  ([a-z-]+):", SCALE.read_text(), re.MULTILINE) == RULES


def test_every_answer_is_done_todo_or_exempt(rules: dict[str, Any]) -> None:
    for rule, answer in rules.items():
        status = answer["status"] if isinstance(answer, dict) else answer
        assert (rule, status in {"done", "todo", "exempt"}) == (rule, True)


def test_every_rule_that_is_not_done_says_why(rules: dict[str, Any]) -> None:
    for rule, answer in rules.items():
        if isinstance(answer, dict):
            assert (rule, set(answer)) == (rule, {"status", "comment"})
            assert answer["comment"].endswith(".")
        else:
            assert (rule, answer) == (rule, "done")


# --- that what is called done is done ---------------------------------------------------------------

ROOT = Path(__file__).parents[1]
# The tests, by file and name, that fail when a rule is broken; "test_" is left out of both.
TESTS = {
    "action-setup": "quality_rules::every_action_is_there_without_any_hub",
    "appropriate-polling": "entities::polling_goes_on_with_all_entities_disabled",
    "brands": "metadata::the_icon_is_square_and_transparent",
    "config-flow-test-coverage": "quality_scale::what_leads_to_a_hub_has_to_be_covered_wholly",
    "config-flow": "translations::every_field_of_a_form_is_described",
    "dependency-transparency": "metadata::nothing_is_required_that_cannot_be_written_in_one_word",
    "docs-actions": "actions_page::every_action_has_its_section_and_nothing_else_has_one",
    "docs-conditions": "automation_docs::every_trigger_and_condition_has_an_example",
    "docs-triggers": "automation_docs::every_trigger_and_condition_has_an_example",
    "entity-event-setup": "recovery::unload_and_reload_leave_the_entry_as_it_was_and_nothing_behind",
    "entity-unique-id": "quality_rules::every_entity_has_an_id_a_device_and_a_name_beneath_it",
    "has-entity-name": "quality_rules::every_entity_has_an_id_a_device_and_a_name_beneath_it",
    "runtime-data": "quality_rules::no_module_does_what_the_house_forbids",
    "test-before-configure": "hub_kinds::pins_that_cant_be_turned_are_told_before_anything_is_kept",
    "test-before-setup": "recovery::a_demo_garden_that_cant_be_read_is_tried_again_later",
    "unique-config-entry": "config_flow::there_is_one_demo_garden_and_any_number_of_other_hubs",
    "action-exceptions": "services::a_wrong_amount_is_refused_in_words",
    "config-entry-unloading": "recovery::unload_and_reload_leave_the_entry_as_it_was_and_nothing_behind",
    "entity-unavailable": "entities::a_silent_probe_shows_its_last_value_for_a_day_and_is_unavailable_then",
    "integration-owner": "metadata::the_manifest_is_plantos",
    "log-when-unavailable": "quality_rules::a_probe_that_goes_silent_is_logged_once_and_once_when_it_answers_again",
    "parallel-updates": "metadata::no_entity_waits_for_another",
    "reauthentication-flow": "discovery::a_device_gets_its_new_password",
    "test-coverage": "quality_scale::every_module_has_to_be_covered",
    "devices": "entities::each_plant_and_supply_is_a_device_of_its_own_linked_to_the_hub",
    "diagnostics": "diagnostics::they_tell_nothing_private",
    "discovery-update-info": "discovery::a_device_that_moved_is_followed",
    "discovery": "discovery::home_assistant_listens_for_every_kind_of_device",
    "dynamic-devices": "quality_rules::a_plant_that_is_added_becomes_a_device_and_one_that_is_removed_leaves_none",
    "entity-category": "entities::a_plant_looks_the_same_as_ever",
    "entity-device-class": "entities::a_plant_looks_the_same_as_ever",
    "entity-disabled-by-default": "quality_rules::what_few_people_need_is_disabled_at_first",
    "entity-translations": "translations::every_entity_has_a_name",
    "exception-translations": "translations::every_error_a_person_can_see_is_translated",
    "icon-translations": "translations::every_entity_has_its_icon_and_nothing_else_has_one",
    "reconfiguration-flow": "config_flow::a_plant_is_changed_and_keeps_its_history",
    "repair-issues": "issues::every_trouble_that_can_be_fixed_has_a_fix_and_the_texts_for_it",
    "stale-devices": "quality_rules::a_plant_that_is_added_becomes_a_device_and_one_that_is_removed_leaves_none",
    "inject-websession": "quality_rules::no_module_does_what_the_house_forbids",
    "strict-typing": "quality_scale::types_are_checked_strictly",
}
# The headings under which a person finds what a rule asks to be told.
PAGES = {
    "docs-high-level-description": "README.md# What it does",
    "docs-installation-instructions": "README.md# Install",
    "docs-removal-instructions": "README.md# Remove it",
    "docs-installation-parameters": "docs/settings.md# Add a hub",
    "docs-configuration-parameters": "docs/settings.md# Options of a hub",
    "docs-data-update": "README.md# How data is updated",
    "docs-examples": "README.md# Use cases",
    "docs-known-limitations": "README.md# Known limitations",
    "docs-supported-devices": "README.md# Supported devices",
    "docs-supported-functions": "README.md# What you get",
    "docs-troubleshooting": "README.md# When something goes wrong",
    "docs-use-cases": "README.md# Use cases",
}
FILES = {"common-modules": ("coordinator.py", "entity.py")}


def test_everything_that_is_done_can_be_seen(rules: dict[str, Any]) -> None:
    assert [rule for rule, answer in rules.items() if answer == "done"] == [
        rule for rule in RULES if rule in TESTS.keys() | PAGES.keys() | FILES.keys()
    ]


@pytest.mark.parametrize(("rule", "name"), TESTS.items(), ids=TESTS)
def test_the_test_of_a_rule_is_there(rule: str, name: str) -> None:
    file, _, test = name.partition("::")
    assert f"def test_{test}(" in (ROOT / "tests" / f"test_{file}.py").read_text()


@pytest.mark.parametrize(("rule", "place"), PAGES.items(), ids=PAGES)
def test_the_page_of_a_rule_is_there(rule: str, place: str) -> None:
    page, _, heading = place.partition("#")
    assert re.search(rf"^#+{heading}$", (ROOT / page).read_text(), re.MULTILINE)


def test_the_modules_of_a_rule_are_there() -> None:
    assert all((SCALE.parent / module).is_file() for modules in FILES.values() for module in modules)


def test_every_module_has_to_be_covered() -> None:
    assert re.search(r"coverage_per_module\.py \S+ 95\b", (ROOT / "scripts" / "test").read_text())


def test_what_leads_to_a_hub_has_to_be_covered_wholly(tmp_path: Path) -> None:
    def checked(name: str, percent: float) -> int:
        report = tmp_path / "coverage.json"
        report.write_text(dumps({"files": {name: {"summary": {"percent_covered": percent}, "missing_lines": [1]}}}))
        checker = ROOT / "scripts" / "coverage_per_module.py"
        return subprocess.run([sys.executable, checker, report, "95"], check=False, capture_output=True).returncode

    assert [checked("plantos/config_flow.py", percent) for percent in (100.0, 99.9)] == [0, 1]
    assert [checked("plantos/sensor.py", percent) for percent in (95.0, 94.9)] == [0, 1]


def test_types_are_checked_strictly() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        assert tomllib.load(file)["tool"]["mypy"]["strict"]
    assert "mypy" in (ROOT / "scripts" / "lint").read_text()
