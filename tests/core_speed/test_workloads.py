"""Every workload is done on the core, with very few plants; how long it takes is nobody's business here."""

from core_speed.house import House
from core_speed.workloads import WORKLOADS, named
from homeassistant.core import HomeAssistant
import pytest

FEW = 3
STALLS = ["longest stall", "of which computing"]
FIGURES = {
    "W1": [
        "set-up",
        "CPU of a plant",
        "entities of a plant",
        "entities refused",
        "memory of a plant",
        "memory of the house",
        *STALLS,
    ],
    "W2": ["an update, until problem and event", "an update of core's plant", *STALLS],
    "W3": ["CPU of an idle hour", "polls in it", "seconds with a timer"],
    "W4": [
        "a bare durable commit",
        "outlet on, first time",
        "outlet on",
        "the action's answer",
        "the last of 1 outlets at once",
    ],
    "W7": ["set-up with nothing there", "hubs not loaded", *STALLS],
    "W9": ["reload", "changes of the configuration", *STALLS],
    "ledger": [
        "rows",
        "append an event",
        "write a run durably",
        "append 1000 readings at once",
        "50 events of a plant",
        "a week's hourly moisture",
        "a month's runs",
    ],
    "poll": ["a poll", "states that it changes", "entities", *STALLS],
}


# What doesn't hang on how fast the machine is.
FACTS = {
    "W1": {"entities of a plant": 12, "entities refused": 0},
    "W7": {"hubs not loaded": 0},
    "W9": {"changes of the configuration": 0},
    "ledger": {"rows": 1_000 * FEW},
}


def test_every_workload_is_tried_here_or_with_the_recorder() -> None:
    assert FIGURES.keys() | {"W8"} == {workload.key for workload in WORKLOADS}


@pytest.mark.parametrize("key", FIGURES)
async def test_a_workload_gives_its_figures(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setattr("core_speed.running.HOUR_S", 600)
    (workload,) = named([key])
    home = House(hass)
    await home.equip(workload.config(FEW))
    figures = {figure.what: figure.value for figure in await workload.measure(home, FEW)}
    assert [*figures] == FIGURES[key]
    assert figures | FACTS.get(key, {}) == figures
    assert figures[FIGURES[key][0]] > 0
