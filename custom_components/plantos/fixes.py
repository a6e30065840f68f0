"""What PlantOS does about a trouble once somebody has looked at it; written into the audit as every command."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from pathlib import Path

from homeassistant.config_entries import ConfigEntry, ConfigEntryState, OperationNotAllowed
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .attending import async_attend
from .commands import async_reset_breaker, async_unlock, audited
from .const import DOMAIN, LOGGER
from .coordinator import PlantosConfigEntry, PlantosCoordinator
from .domain.readings import Measure
from .domain.reasons import reason
from .domain.snapshots import OutletState
from .garden import probes_of, rewired
from .sentences import failed
from .sources import async_keep_data, data_of, part_of, source_of, with_source
from .watering.ledger import Ledger
from .watering.ledger_file import LedgerError

type Fix = Callable[[PlantosCoordinator, str], Awaitable[None]]


async def _close_outlet(hub: PlantosCoordinator, plant_id: str) -> None:
    async with audited(hub, "close_outlet_again", plant_id, None):
        if not (await hub.waterer.stop([plant_id]))[plant_id]:
            raise failed(reason("failed_not_closed", plant=hub.name_of(plant_id)))


async def _unlock_outlet(hub: PlantosCoordinator, plant_id: str) -> None:
    await async_unlock(hub, plant_id, None)


async def _stop_pump(hub: PlantosCoordinator, supply_id: str) -> None:
    async with audited(hub, "stop_pump_again", supply_id, None):
        await hub.waterer.inspector.inspect(supply_id)
        if hub.waterer.outlets.state(supply_id) is OutletState.UNKNOWN:
            raise failed(reason("denied_pump_unconfirmed", supply=hub.name_of(supply_id)))


async def _find_run_dry(hub: PlantosCoordinator, plant_id: str) -> None:
    run = hub.waterer.latest(plant_id)
    async with audited(hub, "find_run_dry", plant_id, None, run=run and run.run_id):
        await hub.waterer.standings.change(plant_id, dry=run and run.run_id)


async def _reset_breaker(hub: PlantosCoordinator, device: str) -> None:
    await async_reset_breaker(hub, device, None)


async def _water_again(hub: PlantosCoordinator, plant_id: str) -> None:
    standings = hub.waterer.standings
    before = float(standings.of(plant_id).without_effect)
    async with audited(hub, "water_again", plant_id, None, without_effect=before):
        await standings.change(plant_id, without_effect=0)


async def _find_supply_dry(hub: PlantosCoordinator, supply_id: str) -> None:
    async with audited(hub, "find_supply_dry", supply_id, None):
        await hub.waterer.inspector.forgive(supply_id)


async def _trust_clock(hub: PlantosCoordinator, entry_id: str) -> None:
    async with audited(hub, "trust_clock", None, None):
        hub.timekeeper.trust()
    hub.show(entry_id)


# By the kind of trouble; each is given the trouble's subject and raises HomeAssistantError if it doesn't help.
FIXES: Mapping[str, Fix] = {
    "breaker_open": _reset_breaker,
    "clock_set_back": _trust_clock,
    "excess_rise": _find_run_dry,
    "flow_after_close": _find_supply_dry,
    "no_effect": _water_again,
    "outlet_locked": _unlock_outlet,
    "outlet_stuck": _close_outlet,
    "pump_stuck": _stop_pump,
    "run_interrupted": _find_run_dry,
}


async def async_trust_probe(hub: PlantosCoordinator, plant_id: str, measure: Measure) -> None:
    """Begin anew with a probe that was checked: what it said before is held against it no more."""
    plant = hub.plants[plant_id]
    async with audited(hub, "trust_probe", plant_id, None, measure=measure):
        hub.probes.use(plant, {measure: probes_of(hub.hass, plant, hub.hardware)[measure]})
        _forget_failures(hub, plant_id, {f"{measure}_probe", f"{measure}_backup"})
    await async_attend(hub, plant_id)


async def async_replace_sources(hub: PlantosCoordinator, subject: str, chosen: Mapping[str, str]) -> None:
    """Let a plant or supply hang on other entities, by part; the hub is set up anew for that."""
    known = data_of(hub.config_entry, subject) or {}
    before = {part: source_of(known, part) for part in chosen}
    plant_id = None if subject == hub.config_entry.entry_id else subject
    async with audited(hub, "replace_source", plant_id, None, **before) as facts:
        data = dict(known)
        for part, entity_id in chosen.items():
            data = with_source(data, part, entity_id)
        async_keep_data(hub.hass, hub.config_entry, subject, rewired(known, data))
        _forget_failures(hub, subject, chosen.keys())
        facts.after |= chosen


def _forget_failures(hub: PlantosCoordinator, owner_id: str, parts: Collection[str]) -> None:
    """Let what failed before stand in the way of these parts no more."""
    breakers = hub.waterer.breakers
    for device, breaker in breakers.all().items():
        if breakers.owner(device)[0] == owner_id and part_of(hub.config_entry, owner_id, device) in parts:
            breaker.reset()


async def async_set_ledger_aside(hass: HomeAssistant, ledger: Ledger) -> Path | None:
    """Leave every hub, keep the ledger's file under another name, and set the hubs up again with a new one.

    None when a hub can't be left now; raises HomeAssistantError when the file can't be renamed. It stays as it
    is then.
    """
    hubs = [entry for entry in hass.config_entries.async_entries(DOMAIN, include_ignore=False) if not entry.disabled_by]
    try:
        if not all([await _leave(hass, hub) for hub in hubs]):
            return None
        aside = await ledger.set_aside(dt_util.utcnow())
    except LedgerError as error:
        raise failed(reason("failed_ledger", error=str(error))) from error
    finally:
        for hub in hubs:
            if hub.state is ConfigEntryState.NOT_LOADED:
                await hass.config_entries.async_setup(hub.entry_id)
    LOGGER.warning("The ledger is kept as %s, and a new one has begun", aside)
    loaded: list[PlantosConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    for entry in loaded:
        async with audited(entry.runtime_data, "set_ledger_aside", None, None) as facts:
            facts.after["file"] = aside.name
    return aside


async def _leave(hass: HomeAssistant, hub: ConfigEntry) -> bool:
    try:
        return await hass.config_entries.async_unload(hub.entry_id)
    except OperationNotAllowed:
        return False
