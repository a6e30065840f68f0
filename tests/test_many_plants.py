"""Many plants are cared for without keeping Home Assistant from all else, and show only what has changed."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.plantos.const import DOMAIN
from custom_components.plantos.domain.events import EventType
from custom_components.plantos.resilience.turns import A_FEW

from .conftest import BASIL, PROBE, Bench, BenchMaker, plant_data, subentry
from .scripted import ScriptedOutlet

MANY = 4 * A_FEW
UNIT = {"device_class": "moisture", "unit_of_measurement": "%"}


def probe(number: int) -> str:
    """The entity that is a plant's probe."""
    return f"sensor.probe_{number}"


def show(hass: HomeAssistant, moisture: float) -> None:
    """Let all probes speak at once."""
    for number in range(MANY):
        hass.states.async_set(probe(number), str(moisture), UNIT)


@pytest.fixture
async def garden(hass: HomeAssistant, make_bench: BenchMaker) -> Bench:
    """Many plants with a probe each, watered by hand."""
    show(hass, 45)
    rows = [
        plant_data(f"Plant {number}", probes={"moisture": probe(number)}, outlet=None, automatic=False)
        for number in range(MANY)
    ]
    return await make_bench(*(subentry(f"plant-{number}", row) for number, row in enumerate(rows)))


@asynccontextmanager
async def busiest(hass: HomeAssistant, counts: Callable[[Event], bool]) -> AsyncIterator[Counter[int]]:
    """How many such states are written within each turn of the event loop."""
    written, turn = Counter[int](), 0

    async def turns() -> None:
        nonlocal turn
        while True:
            turn += 1
            await asyncio.sleep(0)

    @callback
    def hear(event: Event) -> None:
        if counts(event):
            written[turn] += 1

    turning, stop = asyncio.create_task(turns()), hass.bus.async_listen("state_changed", hear)
    yield written
    turning.cancel()
    stop()


def is_ours(hass: HomeAssistant) -> Callable[[Event], bool]:
    """Whether a state is of PlantOS."""
    known = er.async_get(hass)

    def ours(event: Event) -> bool:
        entry = known.async_get(event.data["entity_id"])
        return entry is not None and entry.platform == DOMAIN

    return ours


async def test_while_many_plants_are_set_up_the_loop_has_its_turn_after_each(garden: Bench) -> None:
    """Each of the platforms adds one plant's entities in a turn."""
    each = len(er.async_entries_for_device(er.async_get(garden.hass), garden.coordinator.device("plant-0").id))  # type: ignore[union-attr]
    async with busiest(garden.hass, is_ours(garden.hass)) as written:
        await garden.reload()
    assert sum(written.values()) > 3 * MANY
    assert max(written.values()) <= 2 * each


async def test_many_plants_that_speak_at_once_are_attended_to_a_few_in_a_turn(garden: Bench) -> None:
    def is_thirst(event: Event) -> bool:
        return str(event.data["entity_id"]).endswith("needs_water")

    async with busiest(garden.hass, is_thirst) as written:
        show(garden.hass, 25)
        assert not written
        await garden.settle()
    assert sum(written.values()) == MANY
    assert max(written.values()) <= A_FEW


async def test_many_plants_are_polled_a_few_in_a_turn(garden: Bench) -> None:
    hub, seen, turn = garden.coordinator, Counter[int](), 0

    async def turns() -> None:
        nonlocal turn
        while True:
            turn += 1
            await asyncio.sleep(0)

    turning = asyncio.create_task(turns())
    for number in range(MANY):
        hub.async_add_listener(lambda: seen.update([turn]), f"plant-{number}")
    await garden.pass_time(60, step=60)
    turning.cancel()
    assert sum(seen.values()) >= MANY
    assert max(seen.values()) <= 2 * A_FEW


async def test_what_many_probes_said_at_once_is_told_of_each(garden: Bench) -> None:
    garden.freezer.tick(timedelta(minutes=6))
    garden.events.clear()
    show(garden.hass, 25)
    await garden.settle()
    told = garden.told("sensor_reading_recorded")
    assert {each["plant_id"] for each in told} == {f"plant-{number}" for number in range(MANY)}
    page = await garden.coordinator.ledger.events("hub-id", "plant-0", 10)
    assert 25 in [
        event.data.get("moisture") for event in page.events if event.type is EventType.SENSOR_READING_RECORDED
    ]


async def test_a_plant_that_drinks_is_attended_to_at_once(bench: Bench) -> None:
    """What may stop its water waits for no other plant, not even for a turn of the event loop."""
    await bench.moisture(25)
    await bench.pass_time(3)
    assert bench.coordinator.waterer.flowing() == {BASIL}
    bench.hass.states.async_set(PROBE, "61", UNIT)
    assert bench.coordinator.waterer.works.jobs[BASIL].end is not None


# --- what is written ----------------------------------------------------------------------------------


async def written(bench: Bench, moisture: float) -> set[str]:
    """Which of the plant's entities write their state, changed or not, when its probe says this."""
    heard: list[str] = []

    @callback
    def hear(event: Event) -> None:
        heard.append(event.data["entity_id"])

    every = callback(lambda data: True)
    stops = [bench.hass.bus.async_listen(kind, hear, every) for kind in ("state_changed", "state_reported")]
    await bench.moisture(moisture)
    for stop in stops:
        stop()
    known = er.async_get(bench.hass)
    entries = [entry for entity_id in heard if (entry := known.async_get(entity_id)) and entry.platform == DOMAIN]
    return {entry.unique_id.removeprefix(f"{BASIL}_") for entry in entries}


async def test_an_entity_writes_its_state_only_when_what_it_shows_has_changed(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    await bench.moisture(50)
    shown = await written(bench, 51)
    assert "moisture" in shown
    assert not shown & {"needs_water", "problem", "last_watered", "water_used", "automatic_watering", "outlet"}
    assert "needs_water" in await written(bench, 25)


async def test_an_outlet_that_is_no_longer_known_to_be_closed_says_so(bench: Bench) -> None:
    """What changes is neither state nor attributes of the plant, but its outlet's."""
    assert bench.state("outlet", domain="valve").state == "closed"
    bench.coordinator.waterer.outlets.doubt(BASIL)
    bench.coordinator.show(BASIL)
    assert bench.state("outlet", domain="valve").state == "unknown"


async def test_attributes_that_change_alone_are_written(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    before = bench.state("moisture").attributes["quality"]
    value = bench.state("moisture").state
    bench.hass.states.async_set(PROBE, "unavailable", UNIT)
    await bench.settle()
    assert bench.state("moisture").state == value
    assert bench.state("moisture").attributes["quality"] != before


async def test_an_outlet_of_a_hub_that_is_set_up_is_closed_beside_all_others(
    hass: HomeAssistant, make_bench: BenchMaker
) -> None:
    outlets = tuple(ScriptedOutlet(f"pump_{number}", flowing=True) for number in range(MANY))
    rows = [
        subentry(
            f"plant-{number}", plant_data(f"Plant {number}", probes={}, outlet=f"switch.pump_{number}", automatic=False)
        )
        for number in range(MANY)
    ]
    await make_bench(*rows, outlets=outlets)
    assert not any(outlet.flowing for outlet in outlets)
