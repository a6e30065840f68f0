"""The hub's heartbeat: it reads the probes, lets the strategies decide and asks the waterer for water."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator
from homeassistant.util import dt as dt_util
from pydantic import ValidationError

from .const import DOMAIN, LOGGER
from .domain.clock import Clock
from .domain.commands import Origin, WaterCommand
from .domain.events import Event
from .domain.guardrails import check
from .domain.plants import Plant
from .domain.problems import problems
from .domain.readings import Calibration, Fault, Measure, Reading, assess
from .domain.reasons import Reason, reason
from .domain.snapshots import Snapshot
from .domain.strategies import decide
from .garden import async_hardware, outlets_of, plant_of, plants_of, probes_of, speed_of, wiring_of
from .hardware import Hardware, HardwareError, ProbeReader
from .hardware.entities import watch
from .issues import warn_of_unmeasured_flow
from .sentences import event_payload, failed, field_errors, refused
from .status import Outlook, PlantStatus, reckon, says_the_same
from .watering.job import Job
from .watering.journal import Journal
from .watering.ledger import Ledger, LedgerError
from .watering.runs import RunState
from .watering.waterer import Waterer

POLL = timedelta(seconds=60)
FASTEST_POLL = timedelta(seconds=0.1)
READ_TIMEOUT = 5.0
READS_AT_ONCE = 4
OUTLOOK_EVERY = timedelta(minutes=10)

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
        self.reloading = False
        self.waterer = Waterer(entry.entry_id, self.clock, ledger, self.snapshot, self._async_tell, self._refresh)
        self.journal = Journal(entry.entry_id, self.clock, ledger, self._async_tell)
        self.data = {}
        self._leaving = AsyncExitStack()
        self._probes: dict[str, dict[Measure, ProbeReader]] = {}
        self._readings: dict[str, dict[Measure, Reading]] = {}
        self._outlooks: dict[str, Outlook] = {}
        self._explained: dict[str, Reason] = {}
        self._followers: defaultdict[str, list[CALLBACK_TYPE]] = defaultdict(list)
        self._reading = asyncio.Semaphore(READS_AT_ONCE)
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
        self.waterer.outlets.use(outlets_of(self.hass, self.plants, self.hardware))
        found = await self.waterer.outlets.close_all()
        await self.ledger.open()
        self._leaving.push_async_callback(self.ledger.close)
        self._leaving.push_async_callback(self._end_poll)
        await self.waterer.books.recover(found, self.waterer.outlets.unconfirmed())
        self._leaving.push_async_callback(self.waterer.shut_down)
        await self.journal.load()
        self._probes = {key: probes_of(self.hass, plant, self.hardware) for key, plant in self.plants.items()}
        await self._poll_once()
        self._leaving.callback(self._listen())
        if self.waterer.shutting_down:
            # Home Assistant stopped meanwhile, and what was begun since must end as well.
            await self._leaving.aclose()
            raise HardwareError("stopping")

    async def _start_hardware(self, hardware: Hardware) -> None:
        try:
            await hardware.start()
        except HardwareError:
            # What doesn't hang on this hardware can still be closed.
            self.waterer.outlets.use(outlets_of(self.hass, self.plants, None))
            await self.waterer.outlets.close_all()
            raise
        self._leaving.push_async_callback(hardware.stop)

    async def async_stop(self) -> None:
        """Stop caring, in the reverse order: no more polls, every outlet off, everything written."""
        self.waterer.refuse()
        if self._left is None:
            self._left = self.hass.loop.create_task(self._leaving.aclose())
        await asyncio.shield(self._left)

    async def _end_poll(self) -> None:
        """Break off a poll that is under way: its outlets are closed, and its probes matter no more."""
        if self._polling and not self._polling.done():
            self._polling.cancel()
            await asyncio.wait({self._polling})

    def _listen(self) -> CALLBACK_TYPE:
        """Poll from now on, and hear at once of every entity that is a probe or an outlet."""
        drinkers: defaultdict[str, list[str]] = defaultdict(list)
        watered: dict[str, str] = {}
        for plant in self.plants.values():
            for entity_id in plant.probes.values():
                drinkers[entity_id].append(plant.plant_id)
            if plant.outlet:
                watered[plant.outlet] = plant.plant_id

        @callback
        def probe_spoke(entity_id: str) -> None:
            for plant_id in drinkers[entity_id]:
                self._spawn(self._attend(plant_id), f"attend {plant_id}")

        @callback
        def outlet_spoke(entity_id: str) -> None:
            plant_id = watered[entity_id]
            self._spawn(self.waterer.inspect_outlet(plant_id), f"inspect outlet {plant_id}")

        interval = max(self.clock.real(POLL), FASTEST_POLL)
        stop_polling = async_track_time_interval(self.hass, self._poll, interval, cancel_on_shutdown=True)
        stop_probes = watch(self.hass, drinkers, probe_spoke)
        stop_outlets = watch(self.hass, watered, outlet_spoke)

        @callback
        def stop() -> None:
            stop_polling()
            stop_probes()
            stop_outlets()

        return stop

    # --- settings -----------------------------------------------------------------------------------

    @callback
    def async_apply(self) -> None:
        """Take up the plants' settings as their owner has made them now.

        Plants that came or went are taken up by the reload that follows.
        """
        plants = plants_of(self.config_entry)
        known = self.plants or plants
        self.plants = {plant_id: plants.get(plant_id, plant) for plant_id, plant in known.items()}
        self.waterer.use(self.plants)
        if self.hardware:
            self.hardware.use(self.plants, self.config_entry.options)
        for plant_id in self.data:
            self._attend_to(plant_id)

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
        """Read all probes, a few at a time, and look after the outlets."""
        answers = await asyncio.gather(*map(self._attend, self.plants), return_exceptions=True)
        for plant, answer in zip(self.plants.values(), answers, strict=True):
            if isinstance(answer, Exception):
                LOGGER.error("Attending to %s failed", plant.name, exc_info=answer)
        await self.waterer.inspect_outlets()
        await self.journal.keep(
            (plant_id, reading)
            for plant_id, readings in self._readings.items()
            for reading in readings.values()
            if reading.fresh
        )
        self.async_update_listeners()

    async def _attend(self, plant_id: str) -> None:
        """Read one plant's probes and do what follows from them."""
        probes = self._probes[plant_id]
        readings = await asyncio.gather(*(self._read(plant_id, measure) for measure in probes))
        self._readings[plant_id] = dict(zip(probes, readings, strict=True))
        plant = self.plants[plant_id]
        await self.journal.note(plant, self._readings[plant_id])
        await self.waterer.books.observe(plant_id, self._readings[plant_id].get(Measure.MOISTURE))
        self._attend_to(plant_id)

    async def _read(self, plant_id: str, measure: Measure) -> Reading:
        previous = self._readings.get(plant_id, {}).get(measure)
        sample = None
        try:
            async with self._reading, asyncio.timeout(READ_TIMEOUT):
                sample = await self._probes[plant_id][measure].read()
        except (HardwareError, TimeoutError) as error:
            if previous is None or previous.fault is not Fault.UNAVAILABLE:
                LOGGER.warning("The %s probe of %s doesn't answer: %s", measure, self.plants[plant_id].name, error)
        else:
            if previous is not None and previous.fault is Fault.UNAVAILABLE:
                LOGGER.info("The %s probe of %s answers again", measure, self.plants[plant_id].name)
        calibration = self.plants[plant_id].calibrations.get(measure, Calibration())
        return assess(measure, sample, previous, self.clock.now(), self.clock.age, calibration)

    @callback
    def _attend_to(self, plant_id: str) -> None:
        """Decide for one plant, and ask for water where that follows."""
        snapshot = self.snapshot(plant_id)
        decision = decide(snapshot)
        if snapshot.plant.automatic and decision.should_water and not self.waterer.shutting_down:
            command = WaterCommand(
                plant_id=plant_id, amount_ml=decision.amount_ml, origin=Origin.AUTOMATIC, reason=decision.reason
            )
            if check(command, snapshot).allowed:
                self._spawn(self._water(command), f"water {plant_id}")
        self._refresh(plant_id)

    async def _water(self, command: WaterCommand) -> None:
        try:
            await self.waterer.water(command)
        except LedgerError:
            LOGGER.exception("No water for %s: the ledger can't be written", self.plants[command.plant_id].name)

    # --- what is known ------------------------------------------------------------------------------

    def snapshot(self, plant_id: str) -> Snapshot:
        """Everything known of a plant now, on the hub's line of time."""
        now = self.clock.now()
        plant = self.plants[plant_id]
        if (device := self.device(plant_id)) and device.disabled:
            plant = plant.model_copy(update={"enabled": False})
        return Snapshot(
            plant=plant,
            at=now,
            readings={
                measure: replace(reading, at=self.clock.on_hub(reading.at, now))
                for measure, reading in self._readings.get(plant_id, {}).items()
            },
            history=self.waterer.history(plant_id),
            outlet=self.waterer.outlets.state(plant_id),
        )

    def device(self, plant_id: str) -> dr.DeviceEntry | None:
        """The plant's device in the registry."""
        return dr.async_get(self.hass).async_get_device_by_identifier((DOMAIN, plant_id), self.config_entry.entry_id)

    def measures(self, plant_id: str) -> list[Measure]:
        """What is measured of a plant."""
        return list(self._probes[plant_id])

    def tank_ml(self, supply_id: str) -> float | None:
        """What a supply's tank holds, where that is known."""
        return self.hardware.tank_level(supply_id) if self.hardware else None

    @callback
    def _refresh(self, plant_id: str) -> None:
        """Show a plant as it is now."""
        snapshot = self.snapshot(plant_id)
        decision = decide(snapshot)
        last = self.waterer.books.account(plant_id).last_watered
        explained = self._explained.get(plant_id)
        if explained is None or not says_the_same(explained, decision.reason):
            # The sentence stays while it is true, so that its moisture doesn't write a row a minute.
            explained = self._explained[plant_id] = decision.reason
        outlook = self._outlook(plant_id, last)
        self.data[plant_id] = PlantStatus(
            snapshot=snapshot,
            decision=decision,
            explained=explained,
            run=self.waterer.latest(plant_id),
            health=outlook.health,
            next_watering=outlook.dry_at if snapshot.plant.automatic and snapshot.plant.enabled else None,
            last_watered=last,
            problems=problems(snapshot, critical=self.journal.is_critical(plant_id)),
        )
        warn_of_unmeasured_flow(self.hass, self.config_entry.entry_id, snapshot)
        for follow in list(self._followers[plant_id]):
            follow()

    def _outlook(self, plant_id: str, last: datetime | None) -> Outlook:
        """Health and forecast, reckoned anew every ten minutes and after each watering."""
        known = self._outlooks.get(plant_id)
        if known and known.since == last and self.clock.age(known.at) < OUTLOOK_EVERY:
            return known
        outlook = self._outlooks[plant_id] = reckon(self.plants[plant_id], self.journal, self.clock, last)
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

    # --- asking and telling -------------------------------------------------------------------------

    async def async_water(
        self,
        plant_id: str,
        context: Context,
        amount_ml: float | None = None,
        idempotency_key: str | None = None,
        *,
        override: bool = False,
    ) -> Job:
        """Somebody asks for water: the plant's dose, or an amount in ml. Raises HomeAssistantError."""
        command = WaterCommand(
            plant_id=plant_id,
            amount_ml=self.plants[plant_id].dose_ml if amount_ml is None else amount_ml,
            origin=Origin.MANUAL,
            reason=reason("asked_for"),
            idempotency_key=idempotency_key,
            override=override,
            user_id=context.user_id,
            context_id=context.id,
        )
        try:
            return await self.waterer.water(command)
        except LedgerError as error:
            raise failed(reason("failed_ledger", error=str(error))) from error

    async def async_water_now(self, plant_id: str, context: Context | None) -> None:
        """Somebody pressed or opened something: water the plant's dose. Raises ServiceValidationError."""
        job = await self.async_water(plant_id, context or Context())
        if job.run.state is RunState.DENIED and job.run.failure:
            raise refused(job.run.failure)

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

    @callback
    def _spawn(self, work: Coroutine[None, None, None], name: str) -> None:
        self.config_entry.async_create_task(self.hass, work, name)
