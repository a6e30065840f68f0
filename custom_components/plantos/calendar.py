"""The hub's calendar: the waterings that were and those to come, and the days on which care is due."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from heapq import merge
from itertools import islice, takewhile
from typing import override

from homeassistant.components.calendar import CalendarEntity, CalendarEntityDescription, CalendarEvent
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .actions import ledger_in_words
from .caretaking import chores_of, to_do
from .coordinator import PlantosConfigEntry
from .domain.care import CareKind
from .domain.chores import Chore
from .domain.events import Event, EventType
from .domain.plans import AHEAD, Planned, planned
from .domain.reasons import Reason, reason
from .entity import HubEntity
from .sentences import sentence
from .signals import told_of
from .status import PlantStatus
from .watering.past_runs import runs_between
from .watering.runs import Run, RunState

PARALLEL_UPDATES = 0

WATERING = CalendarEntityDescription(key="watering", translation_key="watering")

DAY = timedelta(days=1)
# Nothing shorter can be seen or clicked on.
SHORTEST = timedelta(minutes=1)
# However much is asked for, the house goes on.
MOST = 1_000
FAILED = frozenset({RunState.FAILED, RunState.INTERRUPTED, RunState.CANCELLED})


async def async_setup_entry(
    hass: HomeAssistant, entry: PlantosConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the hub's calendar."""
    async_add_entities([WateringCalendar(entry.runtime_data, WATERING)])


class WateringCalendar(HubEntity, CalendarEntity):
    """All waterings of a hub, and its care; on while water flows or should."""

    entity_description: CalendarEntityDescription
    _next: CalendarEvent | None = None

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the hub, and at once each watering."""
        await super().async_added_to_hass()
        entry_id = self.coordinator.config_entry.entry_id
        self.async_on_remove(async_dispatcher_connect(self.hass, told_of(entry_id), self._hear))
        self._next = self._current_or_next()

    @property
    @override
    def event(self) -> CalendarEvent | None:
        """The watering of the moment or the next one; where none is planned the next day of care.

        Home Assistant holds a calendar on while this lasts: care that is due today is only listed, so that on means
        that water flows or should.
        """
        return self._next if self._next is None or not _is_today(self._next) else None

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """What lies in a time, a thousand of each sort at most, and up to two months ahead."""
        past = [self._ran(run) for run in await self._runs(start_date, end_date)]
        # A thousand schedules by the sun take half a second.
        coming = await hass.async_add_executor_job(
            self._planned, [*self.coordinator.data.values()], start_date, end_date
        )
        will = [self._will(*one) for one in coming]
        due = [self._falls_due(*one) for one in islice(self._due(start_date, end_date), MOST)]
        return [*past, *will, *due]

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        self._next = self._current_or_next()
        super()._handle_coordinator_update()

    @callback
    def _hear(self, event: Event) -> None:
        if event.type is not EventType.CARE_DUE:
            # That is told by a poll, which ends with a look at all.
            self._look_soon()

    def _current_or_next(self) -> CalendarEvent | None:
        statuses, now = self.coordinator.data.values(), dt_util.utcnow()
        for status in statuses:
            if status.run and status.run.state is RunState.WATERING:
                return self._ran(status.run)
        for status in sorted(statuses, key=lambda one: one.next_watering or now):
            if status.next_watering and status.next_watering > now:
                for plan in islice(self._plans(status), 1):
                    return self._will(status, plan)
        later = (one for one in self._due(now, now + AHEAD) if one[0] > dt_util.now().date())
        first = min(later, key=lambda one: one[0], default=None)
        return self._falls_due(*first) if first else None

    # --- what was -----------------------------------------------------------------------------------

    async def _runs(self, start: datetime, end: datetime) -> list[Run]:
        hub = self.coordinator
        with ledger_in_words():
            return await runs_between(hub.ledger, hub.config_entry.entry_id, hub.plants, start, end, MOST)

    def _ran(self, run: Run) -> CalendarEvent:
        opened = run.opened_at or run.requested_at
        closed = run.closed_at or opened + timedelta(seconds=run.planned_s)
        why = filter(None, (run.reason, run.failure, run.unverified))
        return CalendarEvent(
            start=dt_util.as_local(opened),
            end=_local_end(opened, closed),
            summary=sentence(self.hass, _summary(run)),
            description=" ".join(sentence(self.hass, one) for one in why),
            uid=run.run_id,
        )

    # --- what will be -------------------------------------------------------------------------------

    def _planned(
        self, statuses: list[PlantStatus], start: datetime, end: datetime
    ) -> list[tuple[PlantStatus, Planned]]:
        """The first waterings to come in a time, at real instants."""
        every = merge(
            *(((status, plan) for plan in self._plans(status)) for status in statuses), key=lambda one: one[1].at
        )
        within = (one for one in takewhile(lambda one: one[1].at < end, every) if one[1].ends > start)
        return [*islice(within, MOST)]

    def _plans(self, status: PlantStatus) -> Iterator[Planned]:
        clock, at = self.coordinator.clock, status.snapshot.at
        postponed = status.snapshot.care.postponed_until
        due = status.due and status.due.moved(lambda instant: clock.on_hub(instant, at))
        for plan in planned(status.snapshot, due):
            start, end = clock.from_hub(plan.at, at), clock.from_hub(plan.ends, at)
            if postponed is None or start >= postponed:
                moved = plan.due.moved(lambda instant: clock.from_hub(instant, at))
                yield Planned(start, end, plan.amount_ml, plan.scheduled, moved)

    def _will(self, status: PlantStatus, plan: Planned) -> CalendarEvent:
        plant = status.snapshot.plant
        return CalendarEvent(
            start=dt_util.as_local(plan.at),
            end=_local_end(plan.at, plan.ends),
            summary=sentence(self.hass, to_do(CareKind.WATERED_BY_HAND, plant.name)),
            description=sentence(self.hass, _about(plan)),
            uid=f"{plant.plant_id}_{plan.at.isoformat()}" if plan.scheduled else f"{plant.plant_id}_next",
        )

    def _due(self, start: datetime, end: datetime) -> Iterator[tuple[date, str, Chore]]:
        """The days on which care is due, and for which plant.

        What is overdue is due today, and probes nobody can tell of before.
        """
        hub, now, today = self.coordinator, dt_util.utcnow(), dt_util.now().date()
        first, last = dt_util.as_local(start).date(), dt_util.as_local(end - timedelta(microseconds=1)).date()
        for plant_id in hub.data:
            for chore in chores_of(hub, plant_id):
                day = max(today, dt_util.as_local(chore.due).date())
                if first <= day <= last and (chore.due <= now or chore.kind is not CareKind.PROBE_FIXED):
                    yield day, plant_id, chore

    def _falls_due(self, day: date, plant_id: str, chore: Chore) -> CalendarEvent:
        return CalendarEvent(
            start=day,
            end=day + DAY,
            summary=sentence(self.hass, to_do(chore.kind, self.coordinator.name_of(plant_id))),
            description=sentence(self.hass, chore.why),
            uid=f"{plant_id}_{chore.kind}",
        )


def _is_today(event: CalendarEvent) -> bool:
    """Whether something lasts all day, and that day has come."""
    return event.all_day and event.start_datetime_local <= dt_util.now()


def _summary(run: Run) -> Reason:
    if run.state is RunState.WATERING:
        return reason("calendar_watering", plant=run.plant_name)
    if run.state in FAILED:
        return reason("calendar_failed", plant=run.plant_name, ml=run.delivered_ml)
    return reason("calendar_watered", plant=run.plant_name, ml=run.delivered_ml)


def _about(plan: Planned) -> Reason:
    """How much there will be, and how sure its time is."""
    earliest, latest = plan.due.earliest, plan.due.latest
    if plan.scheduled:
        return reason("calendar_scheduled", amount=plan.amount_ml)
    if earliest is None or latest is None:
        return reason("calendar_about", amount=plan.amount_ml)
    return reason("calendar_between", amount=plan.amount_ml, earliest=_told(earliest), latest=_told(latest))


def _told(at: datetime) -> str:
    return f"{dt_util.as_local(at):%Y-%m-%d %H:%M}"


def _local_end(start: datetime, end: datetime) -> datetime:
    """When something ends by the clock on the wall; never before it began, though that clock may be set back."""
    return max(dt_util.as_local(start), dt_util.as_local(max(end, start + SHORTEST)))
