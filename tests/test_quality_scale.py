"""PlantOS answers every rule of Home Assistant's quality scale, once and with its reasons."""

from pathlib import Path
import re
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
