"""docs/actions.md: every action with its fields, an example, and the answer that is really given."""

from pathlib import Path
import re
from typing import Any

from homeassistant.exceptions import ServiceValidationError
from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components import plantos
from custom_components.plantos.services import ACTIONS

from .acting import act, call
from .conftest import BenchMaker
from .pages import DOCS, examples

COMPONENT = Path(plantos.__file__).parent
SECTIONS = dict(
    re.findall(
        r"^## `plantos\.(\w+)`\n(.*?)(?=^## |\Z)",
        (DOCS / "actions.md").read_text(),
        re.MULTILINE | re.DOTALL,
    )
)
# What answers tell of, each with a list.
PARTS = ("plants", "hubs", "devices", "entries", "commands")
WITHOUT_MORE = (
    *("stop_watering", "run_care_cycle", "get_health_report", "get_history", "get_audit_log"),
    *("unlock_outlet", "reset_circuit_breaker", "calibrate_probe", "export_plants"),
)
SHOWN = load_yaml_dict(str(COMPONENT / "services.yaml"))


def told_keys(action: str) -> set[str]:
    """What the page says an action answers with."""
    answer = SECTIONS[action].partition("It answers with ")[2]
    return set(re.findall(r"^\| `(\w+)` \|", answer, re.MULTILINE))


def test_every_action_has_its_section_and_nothing_else_has_one() -> None:
    assert SECTIONS.keys() == SHOWN.keys() == {action.name for action in ACTIONS}


@pytest.mark.parametrize("action", SECTIONS)
def test_the_fields_of_an_action_are_told_and_no_others(action: str) -> None:
    table = SECTIONS[action].partition("```")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(SHOWN[action].get("fields", {}))


@pytest.mark.parametrize("action", SECTIONS)
def test_an_action_has_an_example(action: str) -> None:
    [example] = examples(SECTIONS[action], "yaml")
    assert example.startswith(f"action: plantos.{action}\n")


async def test_every_answer_has_the_keys_that_are_told(make_bench: BenchMaker) -> None:
    bench = await make_bench(needs_approval=True, automatic=False)
    waits = await act(bench, "water_plant", {"amount_ml": 100})
    given: dict[str, Any] = {
        "water_plant": waits,
        "approve_watering": await act(bench, "approve_watering", wait_s=20),
        "undo_last_watering": await act(bench, "undo_last_watering"),
        "check_watering": await act(bench, "check_watering"),
    }
    with pytest.raises(ServiceValidationError):
        await act(bench, "water_plant", {"amount_ml": 100})
    failed = await call(bench, "list_failed_commands")
    command = {"command_id": failed["commands"][0]["command_id"]}
    await bench.pass_time(3 * 3_600, step=600)
    given |= {
        "list_failed_commands": failed,
        "replay_failed_command": await call(bench, "replay_failed_command", command),
        "reject_watering": await act(bench, "reject_watering"),
        "log_care": await act(bench, "log_care", {"kind": "fertilised"}),
        "forget_care": await act(bench, "forget_care"),
        "postpone_watering": await act(bench, "postpone_watering", {"hours": 1}),
        "import_plants": await call(bench, "import_plants", {"data": await call(bench, "export_plants")}),
        "clone_plant": await act(bench, "clone_plant"),
    }
    await bench.settle()
    given |= {name: await act(bench, name) for name in WITHOUT_MORE}

    for action, answer in given.items():
        [*_, told] = next(answer[part] for part in PARTS if answer.get(part))
        assert told_keys(action) == told.keys(), action
    # The one that answers with a number alone.
    assert given.keys() == SECTIONS.keys() - {"purge_failed_commands"}
    assert (await call(bench, "purge_failed_commands")).keys() == {"purged"}
