"""The hub's heartbeat: it reads the probes, cares for each plant and looks after what waters them."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util
from pydantic import ValidationError

from .const import DOMAIN, LOGGER
from .domain.beginning import SHORT_PAUSE, Beginning, begun, way_of
from .domain.clock import Clock
from .domain.events import Event, EventType
from .domain.forecast import next_watering
from .domain.hub_health import HubHealth, Trouble, assess_hub
from .domain.outlook import Past
from .domain.plants import Plant
from .domain.problems import is_undecided, problems
from .domain.readings import Measure
from .domain.reasons import Reason, reason
from .domain.settings import Settings
from .domain.snapshots import OutletState, Snapshot
from .domain.species import CATALOGUE, Species
from .domain.strategies import decide
from .domain.supplies import Supply, SupplyState
from .domain.verification import Effect
from .domain.water_use import WaterBudget
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
from .hardware import Fault, Hardware, HardwareError
from .issues import show_issues
from .kinds import async_hardware
from .listening import listen
from .notifications import Notifications
from .outdoors import Outdoors
from .sentences import event_payload, field_errors, refused
from .status import Outlook, PlantStatus, reckon, says_the_same
from .troubles import Lookout
from .watering.audit import Audit
from .watering.care_cycle import CareCycle, CareCycles
from .watering.consumption import Consumption
from .watering.decisions import Decisions
from .watering.journal import Journal
from .watering.ledger import Ledger, LedgerError
from .watering.models import Models
from .watering.probes import Probes, Soil
from .watering.runs import Run, RunState
from .watering.start_mark import StartMark
from .watering.waterer import Waterer
from .waterworks import stop_for, supply_state

POLL = timedelta(seconds=60)
FASTEST_POLL = timedelta(seconds=0.1)
OUTLOOK_EVERY = timedelta(minutes=10)
# In real time, however fast the hub lives.
OUTLOOK_LEAST = timedelta(seconds=10)
HOUR_S = 3_600.0
LOOK_AFTER_S = 1.0

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
        self.reloading = False
        hub_id = entry.entry_id
        self.waterer = Waterer(hub_id, self.clock, ledger, self.snapshot, self._async_tell, self.show)
        self.journal = Journal(hub_id, self.clock, ledger, self._async_tell)
        self.outdoors = Outdoors(hass, entry, self.clock, ledger)
        self.audit = Audit(hub_id, self.clock, ledger)
        self.models = Models(hub_id, self.clock, ledger)
        self.probes = Probes(self.clock, self.waterer.breakers)
        self.timekeeper = self.waterer.timekeeper
        account, zone = self.waterer.books.account, dt_util.get_default_time_zone
        self.consumption = Consumption(hub_id, self.clock, ledger, account, zone)
        self.cycles = CareCycles(
            self.snapshot,
            self.waterer.water,
            Decisions(hub_id, self.clock, ledger),
            self.show,
            self.journal.is_urgent,
        )
        self.data = {}
        self.troubles: list[Trouble] = []
        self._lookout = Lookout(self)
        self.notifications = Notifications(self)
        self._looking = Debouncer(
            hass, LOGGER, cooldown=LOOK_AFTER_S, immediate=False, function=self._look_at_what_changed
        )
        self._leaving = AsyncExitStack()
        self._outlooks: dict[str, Outlook] = {}
        self._explained: dict[str, Reason] = {}
        self._undecided: dict[str, datetime] = {}
        self._pumps: dict[str, OutletState] = {}
        self._followers: defaultdict[str, list[CALLBACK_TYPE]] = defaultdict(list)
        self._exhausted: deque[tuple[float, int]] = deque([(0.0, 0)])
        self._polling: asyncio.Task[None] | None = None
        self._left: asyncio.Task[None] | None = None

    # --- life ---------------------------------------------------------------------------------------

    async def async_start(self) -> None:
        """Close every outlet first of all, then take up the ledger and begin to care.

        Raises LedgerError or HardwareError; the outlets that can be reached are closed by then.
        """
        self.hardware = await async_hardware(self.hass, self.config_entry, self.clock)
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
        await mark.end()
        self._leaving.push_async_callback(self.waterer.shut_down)
        await self.journal.load()
        await self.models.retain(self.plants)
        await self.outdoors.load(self.waterer.breakers)
        self.waterer.meters.use(meters_of(self.hass, self.supplies, self.hardware))
        for plant in self.plants.values():
            self.probes.use(plant, probes_of(self.hass, plant, self.hardware))
        await self._poll_once()
        self._learn()
        self._leaving.callback(self._listen())
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
        self._looking.async_shutdown()
        if self._left is None:
            self._left = self.hass.loop.create_task(self._leaving.aclose())
        await asyncio.shield(self._left)

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

    def _listen(self) -> CALLBACK_TYPE:
        """Poll from now on, and hear at once of every entity that the hub hangs on."""
        interval = max(self.clock.real(POLL), FASTEST_POLL)
        stop_polling = async_track_time_interval(self.hass, self._poll, interval, cancel_on_shutdown=True)
        stop_listening = listen(self)

        @callback
        def stop() -> None:
            stop_polling()
            stop_listening()

        return stop

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
            self._outlooks.clear()
        self.waterer.breakers.buses = buses_of(self.plants, self.supplies)
        self.waterer.use(self.plants, self.supplies, self.settings)
        if self.hardware:
            self.hardware.use(self.plants, self.config_entry.options)
        for plant_id in self.data:
            self.show(plant_id)
            self.spawn(self.async_care(plant_id), f"care for {plant_id}")
        if self.data:
            # Who has changed something sees at once what comes of it.
            self.spawn(self._look_at_what_changed(), "look at what changed")

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
        answers = await asyncio.gather(*map(self.async_attend, self.plants), return_exceptions=True)
        for plant, answer in zip(self.plants.values(), answers, strict=True):
            if isinstance(answer, Exception):
                LOGGER.error("Attending to %s failed", plant.name, exc_info=answer)
        for supply_id in self.supplies:
            self.heed_supply(supply_id)
        await self.waterer.inspector.inspect_all()
        # What may have to wait for the disk comes after all that stops water.
        await self.outdoors.look(self.plants.values())
        await self.journal.keep(
            (plant_id, reading)
            for plant_id in self.plants
            for reading in self.probes.readings(plant_id).values()
            if reading.fresh
        )
        await self.models.keep()
        await self.async_look_at_health()
        self.async_update_listeners()

    async def async_attend(self, plant_id: str, *, pushed: bool = False) -> None:
        """Read one plant's probes and do what follows from them."""
        await self._read(plant_id, pushed=pushed)
        self.models.attend(self.snapshot(plant_id))
        await self.async_care(plant_id)
        self.show(plant_id)
        await self._watch_health(plant_id)

    async def _watch_health(self, plant_id: str) -> None:
        """Tell of a plant that does worse than it did; care at once for one that water would help."""
        if (status := self.data.get(plant_id)) is None:
            return
        if await self.journal.watch_health(status.snapshot, status.health, status.analysis.usual):
            await self.async_care(plant_id)

    async def _read(self, plant_id: str, *, pushed: bool = False) -> None:
        plant, books = self.plants[plant_id], self.waterer.books
        wetting = books.soaks(plant_id) or plant_id in self.waterer.flowing()
        soil = Soil(wetting, books.account(plant_id).last_watered)
        await self.probes.read(plant, soil, self.settings, pushed=pushed)
        readings = self.probes.readings(plant_id)
        moisture = readings.get(Measure.MOISTURE)
        # First of all, since what follows may have to wait for the disk.
        self.waterer.heed(plant_id, moisture)
        await self.journal.note(plant, readings)
        before = self.waterer.latest(plant_id)
        await books.observe(plant_id, moisture)
        await self._close_again(plant_id, before)

    async def _close_again(self, plant_id: str, before: Run | None) -> None:
        """Tell an outlet to close once more whose plant got wetter than its water explains."""
        run = self.waterer.latest(plant_id)
        wetter = run and before and run.effect is Effect.EXCESS is not before.effect
        if wetter and plant_id not in self.waterer.flowing():
            await self.waterer.inspector.close(plant_id)

    async def async_care(self, plant_id: str) -> None:
        """Care for one plant that is cared for automatically, by what is known of it."""
        plant = self.plants[plant_id]
        if not plant.automatic or self.waterer.shutting_down or self.outdoors.awaits(plant):
            return

        async def already_read() -> None:
            """The poll, or the probe itself, has brought the readings."""

        await self.cycles.care(plant_id, already_read)

    async def async_care_cycle(self, plant_id: str, context: Context) -> CareCycle:
        """Somebody asks for a whole cycle now; returns when it has ended."""
        return await self.cycles.care(
            plant_id, lambda: self._read(plant_id), wait=True, user_id=context.user_id, context_id=context.id
        )

    @callback
    def heed_supply(self, supply_id: str) -> None:
        """Stop what flows from a supply that is empty, leaks or is stuck."""
        if why := stop_for(self.supply_state(supply_id)):
            drinkers = [plant.plant_id for plant in self.plants.values() if plant.supply == supply_id]
            self.waterer.halt(set(drinkers) & self.waterer.flowing(), RunState.FAILED, why)

    async def async_look_at_health(self) -> None:
        """Look around for what is wrong, show it, and tell when the hub is better or worse for it."""
        for fault in self.hardware.faults() if self.hardware else ():
            if fault.fault is Fault.NOT_AUTHORIZED:
                self.config_entry.async_start_reauth(self.hass, data={"device_id": fault.device_id})
        self._count_exhausted()
        await self._show_health(around=True)

    async def _look_at_what_changed(self) -> None:
        await self._show_health(around=False)

    async def _show_health(self, *, around: bool) -> None:
        if self._left:
            # What is wrong now comes of leaving.
            return
        self.troubles = self._lookout.look(around=around)
        show_issues(self.hass, self.config_entry.entry_id, self.troubles)
        self.notifications.look()
        health, before = assess_hub(self.troubles), self.health
        if health == before:
            return
        self.health = health
        if health.status is not before.status:
            data = {"status": health.status, "before": before.status, "reasons": ", ".join(health.reasons)}
            await self._async_tell(
                Event(
                    type=EventType.HEALTH_CHANGED,
                    plant_id=self.config_entry.entry_id,
                    plant_name=self.name,
                    occurred_at=self.clock.now(),
                    data=data,
                )
            )
        self.async_update_listeners()

    def _count_exhausted(self) -> None:
        now = self.clock.monotonic()
        self._exhausted.append((now, self.waterer.breakers.exhausted()))
        while now - self._exhausted[0][0] > HOUR_S and len(self._exhausted) > 1:
            self._exhausted.popleft()

    def retries_exhausted(self) -> int:
        """How many calls to devices failed to the end of their attempts within the last hour."""
        return self._exhausted[-1][1] - self._exhausted[0][1]

    # --- what is known ------------------------------------------------------------------------------

    def snapshot(self, plant_id: str) -> Snapshot:
        """Everything known of a plant now, on the hub's line of time."""
        now = self.clock.now()
        plant = self.plants[plant_id]
        if (device := self.device(plant_id)) and device.disabled:
            plant = plant.model_copy(update={"enabled": False})
        beginning = self._beginning(plant, now)
        return Snapshot(
            plant=plant,
            at=now,
            settings=self.settings,
            local=dt_util.as_local(now).time(),
            readings={
                measure: replace(reading, at=self.clock.on_hub(reading.at, now))
                for measure, reading in self.probes.readings(plant_id).items()
            },
            history=self.waterer.history(plant_id),
            outlet=self.waterer.outlets.state(plant_id),
            outlet_rests=self.waterer.outlets.rests(plant_id),
            supply=self.supply_state(plant.supply) if plant.supply in self.supplies else None,
            budget=self._budget(plant_id),
            care=self.waterer.standings.care(plant_id),
            clock_doubted=self.timekeeper.doubted,
            learned=self.models.of(plant_id),
            zone=dt_util.get_default_time_zone(),
            site=self.outdoors.site,
            forecast=self.outdoors.forecast(now),
            past=self._past(plant, beginning, now),
            species=self.species_of(plant_id),
            scheduled=self.clock.on_hub(beginning.schedule, now),
        )

    def species_of(self, plant_id: str) -> Species | None:
        """What a plant's kind needs; None where its owner hasn't said what it is."""
        return self.species.get(self.plants[plant_id].species or "")

    def _beginning(self, plant: Plant, now: datetime) -> Beginning:
        """Since when a plant is watered as it is now, whether that is kept already or not."""
        standings, plant_id = self.waterer.standings, plant.plant_id
        way = way_of(plant, self.species_of(plant_id))
        on = plant.automatic and plant.enabled and not standings.hub.off
        return begun(standings.of(plant_id).begun, way, on=on, now=now, short=self.clock.real(SHORT_PAUSE))

    async def _keep_beginning(self, plant_id: str, beginning: Beginning) -> None:
        try:
            await self.waterer.standings.change(plant_id, begun=beginning)
        except LedgerError:
            LOGGER.exception("Since when %s is watered as it is couldn't be written", self.name_of(plant_id))

    def _past(self, plant: Plant, beginning: Beginning, now: datetime) -> Past:
        """How a plant's last days were, as far as its strategy looks back."""
        moisture = self.journal.moisture(plant.plant_id, now) if plant.hysteresis else ()
        since = self.clock.on_hub(beginning.account, now)
        if plant.planted:
            since = max(since, dt_util.start_of_local_day(plant.planted))
        return Past(self.outdoors.spells(plant, now), since, moisture=moisture)

    def supply_state(self, supply_id: str) -> SupplyState:
        """A supply as it is now."""
        blocked = self.waterer.inspector.blocked(supply_id)
        return supply_state(self.hass, self.supplies[supply_id], self.hardware, blocked)

    def _budget(self, plant_id: str) -> WaterBudget | None:
        """What the hub may give this month; what other plants are being given counts in full."""
        if (limit := self.settings.water_budget_l) is None:
            return None
        others = [job.run for key, job in self.waterer.works.jobs.items() if key != plant_id]
        due = sum(run.amount_ml - run.earlier_ml for run in others if run.pulse)
        given = self.consumption.use(self.config_entry.entry_id).month_ml
        return WaterBudget(limit * 1_000, given + due)

    def name_of(self, subject: str) -> str:
        """What its owner calls a plant, a supply or the hub."""
        named: Mapping[str, Plant | Supply] = {**self.plants, **self.supplies}
        return named[subject].name if subject in named else self.name

    def device(self, plant_id: str) -> dr.DeviceEntry | None:
        """The plant's device in the registry."""
        return dr.async_get(self.hass).async_get_device_by_identifier((DOMAIN, plant_id), self.config_entry.entry_id)

    @callback
    def show(self, subject: str) -> None:
        """Show a plant as it is now, or all of them where it is the hub or a supply that changed.

        Whoever closes an outlet shows it, so showing must never fail.
        """
        for plant_id in [subject] if subject in self.plants else list(self.data):
            try:
                self._show(plant_id)
            except Exception:
                LOGGER.exception("Showing %s failed", self.plants[plant_id].name)
        pumps = {supply_id: self.waterer.outlets.state(supply_id) for supply_id in self.supplies}
        if subject not in self.plants or pumps != self._pumps:
            # A plant that drinks tells of its supply only when the pump starts or stops.
            self._pumps = pumps
            self.async_update_listeners()

    def _show(self, plant_id: str) -> None:
        snapshot = self.snapshot(plant_id)
        beginning = self._beginning(snapshot.plant, snapshot.at)
        if beginning != self.waterer.standings.of(plant_id).begun:
            self.spawn(self._keep_beginning(plant_id, beginning), f"keep since when {plant_id} is watered so")
        decision = decide(snapshot)
        last = self.waterer.books.account(plant_id).last_watered
        explained = self._explained.get(plant_id)
        if explained is None or not says_the_same(explained, decision.reason):
            # The sentence stays while it is true, so that its moisture doesn't write a row a minute.
            explained = self._explained[plant_id] = decision.reason
        if is_undecided(snapshot.plant, decision):
            undecided = self.clock.age(self._undecided.setdefault(plant_id, snapshot.at))
        else:
            undecided = timedelta()
            self._undecided.pop(plant_id, None)
        outlook = self._outlook(snapshot, last)
        dry = outlook.dry.moved(lambda at: self.clock.on_hub(at, snapshot.at)) if outlook.dry else None
        due = next_watering(snapshot, decision, dry)
        self.data[plant_id] = PlantStatus(
            snapshot=snapshot,
            decision=decision,
            explained=explained,
            run=self.waterer.latest(plant_id),
            analysis=outlook.analysis,
            dry=dry,
            due=due.moved(lambda at: self.clock.from_hub(at, snapshot.at).replace(microsecond=0)) if due else None,
            last_watered=last,
            water=self.consumption.use(plant_id),
            problems=problems(
                snapshot, critical=self.journal.is_critical(plant_id), odd=outlook.analysis.odd, undecided=undecided
            ),
        )
        self._lookout.hear(plant_id)
        self._looking.async_schedule_call()
        for follow in list(self._followers[plant_id]):
            follow()

    def _outlook(self, snapshot: Snapshot, last: datetime | None) -> Outlook:
        """Analysis and forecast, reckoned anew every ten minutes, after each watering and for changed settings."""
        plant_id = snapshot.plant.plant_id
        known = self._outlooks.get(plant_id)
        holds = known and known.since == last and known.plant == snapshot.plant
        every = max(OUTLOOK_EVERY, OUTLOOK_LEAST * self.clock.speed)
        if known and holds and self.clock.age(known.analysis.at) < every:
            return known
        outlook = self._outlooks[plant_id] = reckon(snapshot, self.journal, self.clock, last)
        return outlook

    @override
    @callback
    def async_add_listener(self, update_callback: CALLBACK_TYPE, context: Any = None) -> Callable[[], None]:
        """Follow one plant, named by `context`, or without it the whole hub."""
        if context not in self.plants:
            return super().async_add_listener(update_callback, context)
        followers = self._followers[context]
        followers.append(update_callback)
        return lambda: followers.remove(update_callback)

    # --- telling -------------------------------------------------------------------------

    async def _async_tell(self, event: Event) -> None:
        """Write an event to the ledger, then fire it."""
        entry_id = self.config_entry.entry_id
        try:
            await self.ledger.append_event(entry_id, event)
        except LedgerError:
            # Who is waiting for an alarm must hear it, even if the disk is full.
            LOGGER.exception("The event %s couldn't be written", event.type)
        device = self.device(event.plant_id)
        self.hass.bus.async_fire(
            f"{DOMAIN}_{event.type}",
            event_payload(self.hass, event, entry_id, device.id if device else None),
            context=Context(user_id=event.user_id, parent_id=event.causation_id),
        )
        self.notifications.hear(event)

    @callback
    def spawn(self, work: Coroutine[None, None, None], name: str) -> None:
        """Do something for this hub, and end with it."""
        self.config_entry.async_create_task(self.hass, work, name)
