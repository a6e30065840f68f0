"""The logbook says which plant, what happened and why, in a sentence."""

from typing import Any

from homeassistant.core import Event, HomeAssistant, callback
import pytest

from custom_components.plantos.domain.events import EventType
from custom_components.plantos.logbook import async_describe_events

from .acting import act, person
from .conftest import BASIL, Bench, BenchMaker

EVIL = "<img src=x onerror=alert(1)>"


class Book:
    """A logbook that is read as it is written."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.describers: dict[str, Any] = {}
        self.lines: list[str] = []
        self.entries: list[dict[str, str]] = []
        async_describe_events(hass, lambda domain, kind, describe: self.describers.update({kind: describe}))
        for kind in self.describers:
            hass.bus.async_listen(kind, self._write)

    @callback
    def _write(self, event: Event) -> None:
        entry = self.describers[str(event.event_type)](event)
        self.entries.append(entry)
        self.lines.append(f"{entry['name']} {entry['message']}")

    def tell(self, kind: str, /, **data: Any) -> str:
        """The line of an event with this data."""
        told = {"plant_name": "Basil", "plant_id": BASIL, "config_entry_id": "hub-id", "user_id": None} | data
        entry = self.describers[f"plantos_{kind}"](Event(f"plantos_{kind}", told))
        return f"{entry['name']} {entry['message']}"


async def test_an_automatic_watering_says_why(bench: Bench, hass: HomeAssistant) -> None:
    book = Book(hass)
    await bench.moisture(25)
    await bench.pass_time(12)
    why = "Soil moisture of 25 % is below the minimum of 30 %: time for 100 ml. Decided automatically."
    started, watered = book.lines
    assert started == f"Basil is being given 100 ml. {why}"
    assert watered.startswith("Basil was given 1")
    assert watered.endswith(f" ml. {why}")


async def test_who_asked_is_named(make_bench: BenchMaker, hass: HomeAssistant) -> None:
    bench = await make_bench(automatic=False)
    book, ann = Book(hass), person(hass)
    await act(bench, "water_plant", {"amount_ml": 50}, wait_s=8)
    assert book.lines[0] == "Basil is being given 50 ml. Somebody asked for it."

    hass.states.async_set("person.ann", "home", {"user_id": ann.user_id, "friendly_name": "Ann"})
    await act(bench, "log_care", {"kind": "fertilised", "note": "half a dose"}, context=ann)
    assert book.lines[-1] == "Basil was fertilised. “half a dose” Ann told so."
    await bench.pass_time(3_700, step=600)
    await act(bench, "water_plant", {"amount_ml": 50}, wait_s=8, context=ann)
    assert "Basil is being given 50 ml. Asked for by Ann." in book.lines


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ({"kind": "watered_by_hand", "amount_ml": 300}, "Basil was given 300 ml by hand."),
        ({"kind": "watered_by_hand"}, "Basil was watered by hand."),
        ({"kind": "repotted"}, "Basil was repotted."),
        ({"kind": "pruned"}, "Basil was pruned."),
        ({"kind": "probe_fixed"}, "Basil had its probe cleaned, fixed or put back."),
        ({"kind": "pruned", "note": EVIL}, f"Basil was pruned. “{EVIL}”"),
    ],
)
async def test_care_is_said_in_words(bench: Bench, hass: HomeAssistant, data: dict[str, Any], line: str) -> None:
    book = Book(hass)
    await act(bench, "log_care", data)
    assert book.lines == [line]


@pytest.mark.parametrize(
    ("kind", "data", "line"),
    [
        (
            "care_logged",
            {"kind": "hand_or_rain", "amount_ml": None, "reason": "It rose.", "reason_key": "seen_wet"},
            "Basil was watered by hand or by rain. It rose.",
        ),
        (
            "care_forgotten",
            {"kind": "watered_by_hand", "amount_ml": 200.0},
            "Basil was given 200 ml by hand. That was a mistake and was taken back.",
        ),
        ("watering_failed", {"ml": 0.0}, "Basil wasn't watered as wanted: 0 ml flowed."),
        (
            "watering_verified",
            {"moisture_before": 25.0, "moisture_after": None},
            "Basil was looked at after its watering: soil moisture went from 25 to ? %.",
        ),
        (
            "watering_verified",
            {"moisture_before": None, "moisture_after": 41.0, "effect": "unjudged"},
            "Basil was looked at after its watering: its soil moisture is 41 %.",
        ),
        (
            "watering_verified",
            {"moisture_before": 25.0, "moisture_after": 25.5, "effect": "none"},
            "Basil was looked at after its watering: soil moisture went from 25 to 25.5 %. That is no effect: look at "
            "the tank, the hose and the probe.",
        ),
        ("critical_moisture", {"moisture": 15.04}, "Basil is critically dry: 15 %."),
        (
            "plant_health_deteriorated",
            {"best": 95.0, "score": 60.0},
            "Basil does worse: its health fell from 95 to 60 %.",
        ),
        ("approval_requested", {"requested_ml": 100.0}, "Basil waits for your approval of 100 ml."),
        (
            "circuit_breaker_changed",
            {"device": "basil-id:outlet", "state": "open", "failures": 5},
            "Basil can't rely on one of its devices. The outlet failed 5 times in a row and is left alone for a while.",
        ),
        (
            "circuit_breaker_changed",
            {"device": "basil-id:outlet", "state": "half_open", "failures": 5},
            "Basil tries a device again that failed. The outlet gets another chance.",
        ),
        (
            "circuit_breaker_changed",
            {"device": "basil-id:moisture_backup", "state": "closed", "failures": 0},
            "Basil can rely on its device again. The backup soil moisture probe answers as it should.",
        ),
        ("health_changed", {"status": "healthy", "reasons": ""}, "Basil is healthy again."),
        (
            "health_changed",
            {"status": "degraded", "reasons": "leak", "in_words": "Water leaks at Barrel"},
            "Basil can't do all it should: Water leaks at Barrel.",
        ),
        (
            "health_changed",
            {"status": "unhealthy", "reasons": "ledger_failed", "in_words": "The ledger of PlantOS can't be used"},
            "Basil can't do its work: The ledger of PlantOS can't be used.",
        ),
    ],
)
async def test_everything_else_is_said_in_words(
    bench: Bench, hass: HomeAssistant, kind: str, data: dict[str, Any], line: str
) -> None:
    assert Book(hass).tell(kind, **data) == line


async def test_a_hub_that_does_worse_says_what_is_wrong_in_words(make_bench: BenchMaker, hass: HomeAssistant) -> None:
    bench = await make_bench(automatic=False)
    book = Book(hass)
    await bench.moisture("unavailable")
    bench.outlet.on_close = "ignore"
    await act(bench, "water_plant", {"wait": False})
    await bench.pass_time(200)
    health = [line for line in book.lines if line.startswith("My plants ")]
    assert health[0] == "My plants can't do all it should: A probe of Basil gives no fresh reading."
    assert "My plants can't do its work: The outlet of Basil may still be open" in health[-1]


async def test_everything_but_readings_has_a_line(hass: HomeAssistant) -> None:
    told = {f"plantos_{kind}" for kind in EventType if kind is not EventType.SENSOR_READING_RECORDED}
    assert Book(hass).describers.keys() == told
