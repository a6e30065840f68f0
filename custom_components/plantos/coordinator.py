"""The hub's heartbeat: it reads the probes, cares for each plant and looks after what waters them."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from functools import partial
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util
from pydantic import ValidationError

from .attending import async_attend, async_care
from .beginnings import Beginnings
from .caretaking import Known
from .const import DOMAIN, LOGGER
from .domain.clock import Clock
from .domain.hub_health import HubHealth, Trouble
from .domain.plants import Plant
from .domain.readings import Measure
from .domain.reasons import reason
from .domain.settings import Settings
from .domain.species import CATALOGUE, Species
from .domain.supplies import Supply
from .due_care import DueCare
from .events import async_fire, async_tell, async_tell_all
from .garden import (
    buses_of,
    meters_of,
    outlets_of,
    plant_of,
    plants_of,
    probes_of,
    settings_of,
    species_of,
    speed_of,
    storage_path,
    supplies_of,
    wiring_of,
)
from .hardware import Hardware, HardwareError
from .hub_health import HealthWatch
from .kinds import async_hardware
from .listening import listen
from .notifications import Notifications
from .outdoors import Outdoors
from .resilience.turns import Batches, paced, together
from .sentences import field_errors, refused
from .showing import Showing
from .snapshots import snapshot_of
from .status import PlantStatus
from .watering.audit import Audit
from .watering.care_cycle import CareCycles
from .watering.care_log import CareLog
from .watering.consumption import Consumption
from .watering.decisions import Decisions
from .watering.journal import Journal
from .watering.ledger import Ledger
from .watering.models import Models
from .watering.probes import Probes
from .watering.start_mark import StartMark
from .watering.waterer import Waterer
from .waterworks import heed_supply

POLL = timedelta(seconds=60)
FASTEST_POLL = timedelta(seconds=0.1)

type PlantosConfigEntry = ConfigEntry[PlantosCoordinator]


class PlantosCoordinator(DataUpdateCoordinator[dict[str, PlantStatus]]):
    """Cares for the plants of one hub."""

    config_entry: PlantosConfigEntry

    def __init__(self, hass: HomeAssistant, entry: PlantosConfigEntry, ledger: Ledger) -> None:
        """Prepare; nothing is touched until `async_start`."""
        super().__init__(hass, LOGGER, config_entry=entry, name=entry.title, always_update=False)
        self.clock = Clock(speed_of(entry), dt_util.utcnow, hass.loop.time)
        self.ledger = ledger
        self.hardware: Hardware | None = None
        self.wiring = wiring_of(entry)
        self.plants: dict[str, Plant] = {}
        self.supplies: dict[str, Supply] = {}
        self.species: Mapping[str, Species] = CATALOGUE
        self.settings = Settings()
        self.health = HubHealth()
        self.troubles: list[Trouble] = []
        # The plants of which it couldn't be told what is to be done.
        self.puzzling: set[str] = set()
        self.chores: dict[str, Known] = {}
        self._applied: object = None
        self.reloading = False
        self.began = self.clock.now()
        hub_id = entry.entry_id
        tell = partial(async_tell, self)
        self.beginnings = Beginnings(self)
        self.snapshot = partial(snapshot_of, self)
        self.showing = Showing(self)
        self.show = self.showing.show
        self.waterer = Waterer(hub_id, self.clock, ledger, self.snapshot, tell, self.show)
        told = Batches(partial(async_tell_all, self), partial(self.spawn, name="tell of readings"))
        self.journal = Journal(hub_id, self.clock, ledger, tell, told.add)
        self.outdoors = Outdoors(hass, entry, self.clock, ledger)
        self.audit = Audit(hub_id, self.clock, ledger)
        self.models = Models(hub_id, self.clock, ledger)
        self.probes = Probes(self.clock, self.waterer.breakers)
        self.timekeeper = self.waterer.timekeeper
        account, zone = self.waterer.books.account, dt_util.get_default_time_zone
        self.consumption = Consumption(hub_id, self.clock, ledger, account, zone)
        self.care_log = CareLog(hub_id, self.clock, ledger, account, partial(async_fire, self))
        self.cycles = CareCycles(
            self.snapshot,
            self.waterer.water,
            Decisions(hub_id, self.clock, ledger),
            self.show,
            self.journal.is_urgent,
        )
        self.data = {}
        self.watch = HealthWatch(self)
        self.notifications = Notifications(self)
        self._due_care = DueCare(self)
        self._leaving = AsyncExitStack()
        self._polling: asyncio.Task[None] | None = None
        self._left: asyncio.Task[None] | None = None

    # --- life ---------------------------------------------------------------------------------------

    async def async_start(self) -> None:
        """Close every outlet first of all, then take up the ledger and begin to care.

        Raises LedgerError or HardwareError; the outlets that can be reached are closed by then.
        """
        self.hardware = await async_hardware(self.hass, self.config_entry, self.clock)
        # Reading all plants' settings takes a while with many of them, and it was done just now.
        await asyncio.sleep(0)
        self.async_apply()
        if self.hardware:
            await self._start_hardware(self.hardware)
        self._use_outlets(self.hardware)
        entry_id = self.config_entry.entry_id
        mark = StartMark(storage_path(self.hass, f"starting_{entry_id}"), self.clock)
        found, cut_short = await asyncio.gather(self.waterer.outlets.close_all(), mark.begin())
        await self.ledger.open()
        self._leaving.push_async_callback(self.ledger.close)
        await self.notifications.load()
        self._leaving.push_async_callback(self._end_poll)
        self._leaving.push_async_callback(self.models.write)
        self.timekeeper.compare(await self.ledger.newest_instant(entry_id))
        await self.waterer.breakers.restore()
        await self.waterer.standings.load()
        await self.waterer.books.recover(found, self.waterer.outlets.unconfirmed(), cut_short)
        await self.consumption.load(self.plants)
        await self.care_log.load()
        await self._due_care.load()
        await mark.end()
        self._leaving.push_async_callback(self.waterer.shut_down)
        await self.journal.load(self.plants)
        await self.models.retain(self.plants)
        await self.outdoors.load(self.waterer.breakers)
        self.waterer.meters.use(meters_of(self.hass, self.supplies, self.hardware))
        async for plant in paced(self.plants.values()):
            self.probes.use(plant, probes_of(self.hass, plant, self.hardware))
        await self._poll_once()
        self._learn()
        self._leaving.callback(listen(self))
        interval = max(self.clock.real(POLL), FASTEST_POLL)
        self._leaving.callback(async_track_time_interval(self.hass, self._poll, interval, cancel_on_shutdown=True))
        self._leaving.callback(self.notifications.listen())
        if self.waterer.shutting_down:
            # Home Assistant stopped meanwhile, and what was begun since must end as well.
            await self._leaving.aclose()
            raise HardwareError("stopping")

    def _use_outlets(self, hardware: Hardware | None) -> None:
        outlets = outlets_of(self.hass, self.plants, self.supplies, hardware)
        breakers = self.waterer.breakers
        self.waterer.outlets.use(outlets, lambda key: breakers.outlet(key, self.name_of(key)))

    async def _start_hardware(self, hardware: Hardware) -> None:
        try:
            await hardware.start()
        except HardwareError:
            # What doesn't hang on this hardware can still be closed.
            self._use_outlets(None)
            await self.waterer.outlets.close_all()
            raise
        self._leaving.push_async_callback(hardware.stop)

    async def async_stop(self) -> None:
        """Stop caring, in the reverse order: no more polls, every outlet off, everything written."""
        self.waterer.refuse()
        self.watch.end()
        if self._left is None:
            self._left = self.hass.loop.create_task(self._leaving.aclose())
        await asyncio.shield(self._left)

    @property
    def is_left(self) -> bool:
        """Whether the hub is being left, or was."""
        return self._left is not None

    async def _end_poll(self) -> None:
        """Break off a poll that is under way: its outlets are closed, and its probes matter no more."""
        if self._polling and not self._polling.done():
            self._polling.cancel()
            await asyncio.wait({self._polling})

    def _learn(self) -> None:
        """Let every plant with a moisture probe learn from now on, once it has caught up."""
        probed = [plant_id for plant_id in self.plants if Measure.MOISTURE in self.probes.measures(plant_id)]
        catching_up = self.config_entry.async_create_background_task(
            self.hass, self.models.take_up(probed, self.snapshot), "learn what was missed"
        )
        self._leaving.callback(catching_up.cancel)

    # --- settings -----------------------------------------------------------------------------------

    @callback
    def async_apply(self) -> None:
        """Take up the plants' settings as their owner has made them now.

        Plants that came or went are taken up by the reload that follows.
        """
        if self.reloading:
            # What is being watered ends as it began; the set-up that follows takes up everything.
            return
        plants, supplies = plants_of(self.config_entry), supplies_of(self.config_entry)
        known, fed = self.plants or plants, self.supplies or supplies
        self.plants = {plant_id: plants.get(plant_id, plant) for plant_id, plant in known.items()}
        self.supplies = {supply_id: supplies.get(supply_id, supply) for supply_id, supply in fed.items()}
        self.settings = self.journal.settings = settings_of(self.config_entry)
        if (species := species_of(self.config_entry)) != self.species:
            # What was reckoned by other needs is no longer true.
            self.species = species
            self.showing.statuses.reckon_anew()
        self.waterer.breakers.buses = buses_of(self.plants, self.supplies)
        self.waterer.use(self.plants, self.supplies, self.settings)
        if self.hardware:
            self.hardware.use(self.plants, self.config_entry.options)
        concerned = {plant_id for plant_id in self.data if self.plants[plant_id] != known[plant_id]}
        if self._applied != (applied := (self.config_entry.options, self.species, self.supplies)):
            self._applied, concerned = applied, {*self.data}
        if concerned:
            # Who has changed something sees at once what comes of it.
            self.spawn(self._take_up(concerned), "take up what changed")

    async def _take_up(self, plant_ids: Iterable[str]) -> None:
        """Show and care for the plants by what holds for them now."""
        async for plant_id in paced(plant_ids):
            self.show(plant_id)
            self.spawn(async_care(self, plant_id), f"care for {plant_id}")
        await self.watch.async_look_at_what_changed()

    @callback
    def async_change(self, plant_id: str, **changes: Any) -> None:
        """Change a plant's settings; they hold at once and are kept in its subentry."""
        subentry = self.config_entry.subentries[plant_id]
        data = {**subentry.data, **changes}
        try:
            plant_of(plant_id, data)
        except ValidationError as error:
            keys = set(field_errors(error).values())
            raise refused(reason(keys.pop())) from error
        self.hass.config_entries.async_update_subentry(self.config_entry, subentry, data=data)
        # The entry tells of the change later than the person expects to see it.
        self.async_apply()

    # --- the heartbeat ------------------------------------------------------------------------------

    @callback
    def _poll(self, _now: datetime) -> None:
        """Begin a poll; one that would overtake the last is left out."""
        if self._polling is None or self._polling.done():
            self._polling = self.config_entry.async_create_task(self.hass, self._poll_once(), "poll")

    async def _poll_once(self) -> None:
        """Read all probes, a few at a time, care for the plants and look after what waters them."""
        self.waterer.follow_clock()
        await together(self._attend, self.plants)
        for supply_id in self.supplies:
            heed_supply(self, supply_id)
        await self.waterer.inspector.inspect_all()
        # What may have to wait for the disk comes after all that stops water.
        await self.waterer.standings.catch_up()
        await self.outdoors.look(self.plants.values())
        await self.journal.keep(
            (plant_id, reading)
            for plant_id in self.plants
            for reading in self.probes.readings(plant_id).values()
            if reading.fresh
        )
        await self.models.keep()
        await self.watch.async_look()
        await self._due_care.look()
        self.async_update_listeners()

    async def _attend(self, plant_id: str) -> None:
        """Attend to one plant; what fails with it concerns no other."""
        try:
            await async_attend(self, plant_id)
        except Exception:
            LOGGER.exception("Attending to %s failed", self.name_of(plant_id))

    # --- what is known ------------------------------------------------------------------------------

    def species_of(self, plant_id: str) -> Species | None:
        """What a plant's kind needs; None where its owner hasn't said what it is."""
        return self.species.get(self.plants[plant_id].species or "")

    def name_of(self, subject: str) -> str:
        """What its owner calls a plant, a supply or the hub."""
        named: Mapping[str, Plant | Supply] = {**self.plants, **self.supplies}
        return named[subject].name if subject in named else self.name

    def device(self, plant_id: str) -> dr.DeviceEntry | None:
        """The plant's device in the registry."""
        return dr.async_get(self.hass).async_get_device_by_identifier((DOMAIN, plant_id), self.config_entry.entry_id)

    @override
    @callback
    def async_add_listener(self, update_callback: CALLBACK_TYPE, context: Any = None) -> Callable[[], None]:
        """Follow one plant, named by `context`, or without it the whole hub."""
        if context not in self.plants:
            return super().async_add_listener(update_callback, context)
        return self.showing.follow(context, update_callback)

    @callback
    def spawn(self, work: Coroutine[None, None, object], name: str) -> None:
        """Do something for this hub, and end with it."""
        self.config_entry.async_create_task(self.hass, work, name)
