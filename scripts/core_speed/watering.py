"""From an action to an outlet that is on: W4; and what a watering leaves in the recorder: W8."""

import asyncio
from statistics import median
from time import perf_counter

from homeassistant.components.recorder import get_instance
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.recorder import session_scope
from homeassistant.helpers.typing import ConfigType
from sqlalchemy import text

from .figure import Figure
from .gauges import commit_ms, service_call_ms
from .house import House, grow, hub_id, hubs_of, plant_id, pump, pumps
from .virtual_time import VirtualTime, virtual_time

# Smart Irrigation's action to outlet; and the budget of any action.
SI_MS, ACTION_MS = 3.0, 100.0
AT_ONCE = 20
HOUR_S, RUN_S = 3_600, 1.0
ROWS_PER_RUN = 10

# --- action to outlet -------------------------------------------------------------------------------


async def act(home: House, count: int) -> list[Figure]:
    """W4: cold, warm, and many at once, of so many plants that each is watered once."""
    hass = home.hass
    grow(hass, count)
    # Before there is a hub, which would close what somebody else has opened.
    bare_ms = await service_call_ms(hass, map(pump, range(count)))
    await home.add(*hubs_of(count))
    at_once = min(AT_ONCE, count // 2)
    cold_ms, _ = await _opened(home, [0])
    opened, answered, commits = [], [], []
    for number in range(1, count - at_once):
        # The disk is as busy for the one as for the other.
        commits.append(await commit_ms(hass, 5))
        took_ms, answer_ms = await _opened(home, [number])
        opened.append(took_ms)
        answered.append(answer_ms)
    parallel_ms, _ = await _opened(home, [*range(count - at_once, count)])
    durable_ms = median(commits)
    most_ms = SI_MS + durable_ms
    return [
        Figure("a bare durable commit", durable_ms, "ms"),
        Figure("outlet on, first time", cold_ms, "ms", bare_ms, ACTION_MS),
        Figure("outlet on", median(opened), "ms", bare_ms, most_ms),
        Figure("the action's answer", median(answered), "ms", bare_ms, ACTION_MS),
        Figure(f"the last of {at_once} outlets at once", parallel_ms, "ms", bare_ms * at_once, most_ms * at_once),
    ]


async def _opened(home: House, numbers: list[int]) -> tuple[float, float]:
    """How long after the action these plants' outlets are all on and it has answered, in ms; then they are closed."""
    hass = home.hass
    devices = dr.async_get(hass)
    found = [devices.async_get_device_by_identifier(("plantos", plant_id(n)), hub_id(n)) for n in numbers]
    target = {"device_id": [device.id for device in found if device]}
    opened = hass.async_create_task(home.until_all([pump(number) for number in numbers]))
    await asyncio.sleep(0)
    began = perf_counter()
    await hass.services.async_call("plantos", "water_plant", {"amount_ml": 50}, blocking=True, target=target)
    answered = perf_counter()
    took = await opened - began
    await hass.services.async_call("plantos", "stop_watering", {}, blocking=True, target=target)
    await home.settle()
    return took * 1_000, (answered - began) * 1_000


# --- what the recorder keeps ------------------------------------------------------------------------


def with_recorder(count: int) -> ConfigType:
    """Outlets, and a recorder with a file."""
    return {"recorder": {"commit_interval": 0}} | pumps(count)


async def record(home: House, count: int) -> list[Figure]:
    """W8: an hour in which every plant is watered once, less the same hour without."""
    with virtual_time(home.hass) as clock:
        grow(home.hass, count)
        await home.add(*hubs_of(count))
        await clock.turn_on(HOUR_S)
        begun = await _kept(home)
        await clock.turn_on(HOUR_S)
        idle = await _kept(home)
        await _water_all(home, clock, count)
        await clock.turn_on(HOUR_S - count * RUN_S)
        watered = await _kept(home)
        idle_rows, idle_bytes = (now - was for was, now in zip(begun, idle, strict=True))
        rows, bytes_kept = (now - was for was, now in zip(idle, watered, strict=True))
        return [
            Figure("rows of an idle hour", idle_rows),
            Figure("bytes of an idle hour", idle_bytes),
            Figure("rows of a run", (rows - idle_rows) / count, most=ROWS_PER_RUN),
            Figure("bytes of a run", (bytes_kept - idle_bytes) / count),
        ]


async def _water_all(home: House, clock: VirtualTime, count: int) -> None:
    for number in range(count):
        closed = home.hass.async_create_task(home.until_all([pump(number)], "off"))
        target = {"entity_id": home.entity("binary_sensor", f"{plant_id(number)}_needs_water")}
        await home.hass.services.async_call(
            "plantos", "water_plant", {"amount_ml": 50 * RUN_S}, blocking=True, target=target
        )
        await closed
        await home.settle()


async def _kept(home: House) -> tuple[int, int]:
    """The rows of states and events without the outlets' and the recorder's own, and the bytes of the whole file."""
    recorder = get_instance(home.hass)
    await recorder.async_block_till_done()
    return await recorder.async_add_executor_job(_count, home.hass)


def _count(hass: HomeAssistant) -> tuple[int, int]:
    states = (
        "SELECT count(*) FROM states AS s JOIN states_meta AS m USING (metadata_id) "
        "WHERE m.entity_id NOT LIKE 'input_boolean.%'"
    )
    events = (
        "SELECT count(*) FROM events AS e JOIN event_types AS t USING (event_type_id) "
        "WHERE t.event_type NOT LIKE 'recorder%'"
    )
    with session_scope(hass=hass, read_only=True) as session:

        def ask(question: str) -> int:
            answer: int = session.execute(text(question)).scalar_one()
            return answer

        pages = ask("PRAGMA page_count") - ask("PRAGMA freelist_count")
        return ask(states) + ask(events), pages * ask("PRAGMA page_size")
