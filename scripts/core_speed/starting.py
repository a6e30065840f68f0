"""Setting up: W1, W7 and W9."""

from collections.abc import Iterator, Sequence
from statistics import median

from homeassistant.config_entries import ConfigEntry
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.json import json_bytes

from .figure import A_PLANT, Figure
from .gauges import Watch, memory_mb, state_write_ms, watching
from .house import House, grow, hub_id, hub_of, hubs_of

PER_PLANT, STALL_MS, MB, HOUSE_MB = 12, 50.0, 0.1, 512
# A fifth of what the plants of Olen/homeassistant-plant took, in s and MB; for very many, less memory than that.
AT_MOST = {10: (0.35 / 5, 13 / 5), 50: (1.7 / 5, 36 / 5), 200: (9.3 / 5, 200 * MB)}
# Fewer are set up in no time, so they are set up several times.
MANY, FEW_TIMES = 200, 5


def stalls(watch: Watch) -> Iterator[Figure]:
    """The longest stall, and what of it the processor was at work for PlantOS."""
    yield Figure("longest stall", watch.stall_ms, "ms", most=STALL_MS)
    yield Figure("of which computing", watch.busy_ms, "ms")


def usual(watches: Sequence[Watch]) -> Watch:
    """The one with the median of the longest stalls."""
    return sorted(watches, key=lambda watch: watch.stall_ms)[len(watches) // 2]


async def set_up(home: House, count: int) -> list[Figure]:
    """W1: set-up of plants with four probes each, once a first hub has loaded the code."""
    hass = home.hass
    grow(hass, count)
    await home.add(hub_of([0], name="first"))
    known = len(home.entities())
    watches, grown_mb = [], 0.0
    for again in range(FEW_TIMES if count < MANY else 1):
        if again:
            await hass.config_entries.async_remove(hub_id(0))
            await home.settle()
        before_mb = memory_mb()
        async with watching() as watch:
            await home.add(*hubs_of(count))
        watches.append(watch)
        # What was allocated once is used again.
        grown_mb = grown_mb or memory_mb() - before_mb
    took_ms = median(watch.took_ms for watch in watches)
    whole_mb = memory_mb()
    made = len(home.entities()) - known
    floor_ms = await state_write_ms(hass, made)
    most_s, most_mb = AT_MOST.get(count, (None, count * MB))
    return [
        Figure("set-up", took_ms / 1_000, "s", floor_ms / 1_000, most_s),
        Figure(A_PLANT, median(watch.cpu_ms for watch in watches) / count, "ms"),
        Figure("entities of a plant", known, most=PER_PLANT),
        Figure("entities refused", known * count - made, most=0),
        Figure("memory of a plant", grown_mb / count, "MB", most=most_mb / count),
        Figure("memory of the house", whole_mb, "MB", most=HOUSE_MB),
        *stalls(usual(watches)),
    ]


async def nothing_there(home: House, count: int) -> list[Figure]:
    """W7: set-up while every probe and every outlet is missing."""
    await home.add(hub_of([0], name="first"))
    hubs = hubs_of(count)
    async with watching() as watch:
        await home.add(*hubs)
    floor_ms = await state_write_ms(home.hass, len(home.entities()))
    return [
        Figure("set-up with nothing there", watch.took_ms / 1_000, "s", floor_ms / 1_000, 1.0),
        Figure("hubs not loaded", sum(hub.state.value != "loaded" for hub in hubs), most=0),
        *stalls(watch),
    ]


async def reload(home: House, count: int) -> list[Figure]:
    """W9: unload and set up again; the configuration stays what it was, byte by byte."""
    hass = home.hass
    grow(hass, count)
    hubs = hubs_of(count)
    await home.add(*hubs)
    before = [_configuration(home, hub) for hub in hubs]
    async with watching() as watch:
        for hub in hubs:
            await hass.config_entries.async_reload(hub.entry_id)
        await home.settle()
    changed = sum(was != _configuration(home, hub) for was, hub in zip(before, hubs, strict=True))
    floor_ms = await state_write_ms(hass, len(home.entities()))
    return [
        Figure("reload", watch.took_ms / 1_000, "s", floor_ms / 1_000),
        Figure("changes of the configuration", changed, most=0),
        *stalls(watch),
    ]


def _configuration(home: House, entry: ConfigEntry) -> tuple[bytes, bytes, bytes]:
    """The entry, its devices and its entities, as they are written to the disk."""
    devices = dr.async_entries_for_config_entry(dr.async_get(home.hass), entry.entry_id)
    entities = er.async_entries_for_config_entry(er.async_get(home.hass), entry.entry_id)
    return (
        json_bytes(entry.as_dict()),
        json_bytes([device.dict_repr for device in devices]),
        json_bytes([entity.as_partial_dict for entity in entities]),
    )
