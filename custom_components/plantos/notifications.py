"""What a hub tells people: heard from its events and seen in its state, told with tact, taken back when it is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from homeassistant.core import CALLBACK_TYPE, CoreState, HomeAssistant, callback
from homeassistant.helpers.start import async_at_started
from homeassistant.util import dt as dt_util

from .const import LOGGER
from .domain.alerts import critical
from .domain.answers import Given
from .domain.events import Event, EventType
from .domain.notices import (
    Answer,
    Kind,
    Notice,
    dry_notice,
    hub_notice,
    notice_of,
    notice_of_trouble,
    unanswered_notice,
)
from .domain.readings import Measure
from .domain.reasons import Reason, reason
from .domain.tact import Key, Memory, Moment, Told
from .hardware.devices import is_channel
from .messengers import Message, Messengers
from .resilience.breaker import BreakerState
from .sentences import sentence
from .watering.runs import RunState
from .watering.told import recall, remember
from .waterworks import supply_state

if TYPE_CHECKING:
    from .coordinator import PlantosCoordinator


# A device that is back so soon isn't worth a word.
PATIENCE_S = 300.0


class Notifications:
    """Tells people of one hub. Whatever fails here fails nothing else."""

    def __init__(self, hub: PlantosCoordinator) -> None:
        """Begin with nothing told; nothing is sent before `listen`."""
        self.memory = Memory()
        self.messengers = Messengers(hub.hass, hub.config_entry)
        self._hub = hub
        self._listening = False
        self._ill_since: float | None = None

    async def load(self) -> None:
        """Take up what was told before. Raises LedgerError."""
        self.memory = await recall(self._hub_id, self._hub.ledger)

    @callback
    def listen(self) -> CALLBACK_TYPE:
        """Tell from now on, once Home Assistant has started and its notifiers are there."""
        self._listening = True
        restarted = self._hub.hass.state is not CoreState.running

        @callback
        def started(_hass: HomeAssistant) -> None:
            self.look()
            if restarted:
                self._safely(self._list_again)

        cancel = async_at_started(self._hub.hass, started)

        @callback
        def stop() -> None:
            # What happens while the hub leaves is told when it is back.
            self._listening = False
            cancel()

        return stop

    # --- what there is to tell ----------------------------------------------------------------------

    @callback
    def hear(self, event: Event) -> None:
        """Something happened: tell it if somebody wants to know."""
        self._safely(partial(self._hear, event))

    @callback
    def look(self) -> None:
        """Something may have changed: tell what is wrong now, and take back what no longer is."""
        self._safely(self._look)

    def _safely(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:
            LOGGER.exception("What %s has to tell couldn't be told", self._hub.name)

    def _hear(self, event: Event) -> None:
        if event.type is EventType.PLANT_WATERED:
            for kind in (Kind.WATERING_FAILED, Kind.UNANSWERED):
                self._settle((event.plant_id, kind))
        if notice := notice_of(event):
            self._offer(notice, self._moment())

    def _look(self) -> None:
        moment = self._moment()
        if not moment.ready:
            # What isn't there yet says nothing of what is over, and takes nothing back.
            return
        for told in self.memory.all():
            if told.over or self._holds(told.notice):
                continue
            # Of what nobody was asked, nobody left an answer out.
            asked = told.notice.kind is Kind.APPROVAL and not told.waits
            if asked and (why := self._unanswered(told.notice)):
                self._offer(unanswered_notice(told.notice, why), moment)
            self._settle(told.notice.key)
        for notice in self._wrong():
            self._offer(notice, moment)
        for notice in self.memory.waiting(moment):
            self._tell(notice)

    def _wrong(self) -> Iterator[Notice]:
        """What is wrong now, whether an event told of it or not."""
        hub = self._hub
        if self._ill_since is not None and hub.clock.monotonic() - self._ill_since >= PATIENCE_S:
            yield hub_notice(self._hub_id, hub.name, ledger=hub.ledger.failure is not None)
        for trouble in hub.troubles:
            if notice := notice_of_trouble(trouble):
                yield notice
        for plant_id in hub.data:
            moisture = self._moisture(plant_id)
            if moisture is None or not self._is_left_dry(plant_id, was=False):
                continue
            plant = hub.plants[plant_id]
            has_outlet = plant.outlet is not None
            yield dry_notice(plant_id, plant.name, moisture, plant.moisture_min, has_outlet=has_outlet)

    def _holds(self, notice: Notice) -> bool:
        """Whether what was told is still so."""
        hub, subject = self._hub, notice.subject
        if subject != self._hub_id and subject not in hub.plants and subject not in hub.supplies:
            return False
        match notice.kind:
            case Kind.APPROVAL:
                return self.asks(subject, notice.matter)
            case Kind.CRITICAL_MOISTURE:
                return hub.journal.is_critical(subject)
            case Kind.DRY:
                return self._is_left_dry(subject, was=True)
            case Kind.LEAK:
                # A sensor that the water has killed doesn't say that it is dry.
                supply = supply_state(hub, subject)
                return supply.watches_leaks if supply.leak is None else supply.leak
            case Kind.BREAKER_OPEN:
                breaker = hub.waterer.breakers.all().get(f"{subject}:outlet")
                return breaker is not None and breaker.state is not BreakerState.CLOSED
            case Kind.HUB:
                return self._ill_since is not None
        return not notice.lasts or any((known.subject, known.kind) == notice.key for known in hub.troubles)

    def asks(self, plant_id: str, run_id: str) -> bool:
        """Whether this run waits for approval."""
        job = self._hub.waterer.works.jobs.get(plant_id)
        return job is not None and job.run.run_id == run_id and job.run.state is RunState.AWAITING_APPROVAL

    def _unanswered(self, asked: Notice) -> Reason | None:
        """Why a run that asked wasn't watered, where nobody has answered it."""
        run = self._hub.waterer.latest(asked.subject)
        why = run.failure if run and run.run_id == asked.matter else None
        return why if why and why.key == "denied_unanswered" else None

    def _is_left_dry(self, plant_id: str, *, was: bool) -> bool:
        """Whether a plant is dry, or was and may still be, and nothing waters it by itself."""
        hub = self._hub
        if (status := hub.data.get(plant_id)) is None:
            return False
        plant = status.snapshot.plant
        cared_for = plant.automatic and plant.strategy != "manual"
        if cared_for or not plant.enabled or hub.waterer.standings.hub.off:
            return False
        watered = hub.waterer.books.soaks(plant_id) or plant_id in hub.waterer.works.jobs
        if watered or hub.journal.is_critical(plant_id):
            # Water is on its way, or something worse is told.
            return False
        return critical(self._moisture(plant_id), was, plant.moisture_min)

    def _moisture(self, plant_id: str) -> float | None:
        """A plant's moisture in %."""
        return self._hub.data[plant_id].snapshot.value(Measure.MOISTURE)

    def _is_ill(self) -> bool:
        """Whether the hub itself has a fault, of which its plants' troubles come: its ledger, or all it hangs on."""
        hub = self._hub
        ill = hub.ledger.failure is not None or self._is_cut_off()
        if not ill:
            self._ill_since = None
        elif self._ill_since is None:
            self._ill_since = hub.clock.monotonic()
        return ill

    def _is_cut_off(self) -> bool:
        """Whether every device of the hub is at fault, and its plants have nothing else."""
        hub = self._hub
        entries = hub.config_entry.subentries.items()
        devices = {each for each, subentry in entries if subentry.subentry_type.endswith("_device")}
        if not devices or hub.hardware is None or not devices <= {fault.device_id for fault in hub.hardware.faults()}:
            return False
        sources = [source for plant in hub.plants.values() for source in (*plant.probes.values(), plant.outlet)]
        return all(is_channel(source) for source in sources if source)

    # --- telling ------------------------------------------------------------------------------------

    def _offer(self, notice: Notice, moment: Moment) -> None:
        before = self.memory.of(notice.key)
        if self.memory.offer(notice, moment):
            self._tell(notice)
        elif (waiting := self.memory.of(notice.key)) and waiting.is_news_to(before):
            self._write(notice.key)

    def _tell(self, notice: Notice) -> None:
        hub = self._hub
        told = self.memory.tell(notice, lambda: uuid4().hex, hub.clock.now())
        # Until it has arrived somewhere, the ledger holds it as waiting: who stops now tells it at the next start.
        self._write(notice.key, told.delayed(notice))
        self.messengers.send(self._message(told), hub.settings.notify_targets, partial(self._arrived, notice.key))

    def _arrived(self, key: Key, listed: bool) -> None:
        self.memory.arrive(key, listed=listed)
        self._write(key)

    def _list_again(self) -> None:
        """Show again what stood in Home Assistant's own list before it was restarted."""
        for told in self.memory.all():
            if told.shown and told.listed and told.notice.lasts:
                self.messengers.show(self._message(told))

    def _settle(self, key: Key) -> None:
        known = self.memory.of(key)
        if known and self.memory.settle(key):
            self.messengers.clear(known.notice.tag, self._hub.settings.notify_targets)
        if self.memory.of(key) != known:
            self._write(key)

    @callback
    def answered(self, told: Told, answer: Answer) -> None:
        """Note an answer; nobody needs to answer any longer."""
        hub, key = self._hub, told.notice.key
        self.memory.answer(key, answer)
        if answer is Answer.SNOOZE:
            self.memory.snooze(key, hub.clock.now() + hub.settings.snooze)
        self.messengers.clear(told.notice.tag, hub.settings.notify_targets)
        self._write(key)

    @callback
    def reopen(self, told: Told) -> None:
        """Note that an answer came to nothing, so that the message stands again."""
        self.memory.reopen(told.notice.key, told.notice_id)
        self._write(told.notice.key)
        self.look()

    @callback
    def reply(self, plant_id: str, user_id: str, *why: Reason) -> None:
        """Tell a person what became of their answer, on their own phones."""
        hub = self._hub
        message = Message(
            # Two who answer at once hear each of their own.
            tag=f"plantos_{plant_id}_answer_{user_id[:8]}",
            title=self._sentence(reason("notice_title_answer", name=hub.name_of(plant_id))),
            text=" ".join(map(self._sentence, why)),
        )
        self.messengers.send(message, self.messengers.of_person(user_id, hub.settings.notify_targets))

    def _message(self, told: Told) -> Message:
        notice = told.notice
        lines = [notice.message, *([notice.why] if notice.why else ())]
        return Message(
            tag=notice.tag,
            title=self._sentence(notice.title),
            text=" ".join(map(self._sentence, lines)),
            urgent=notice.urgent,
            hint=self._sentence(reason("notice_answer_how")) if Answer.APPROVE in notice.answers else "",
            buttons=tuple(
                (Given(answer, self._hub_id, notice.subject, told.notice_id).action, self._sentence(_button(answer)))
                for answer in notice.answers
            ),
        )

    def _moment(self) -> Moment:
        hub = self._hub
        now = hub.clock.now()
        return Moment(
            now=now,
            local=dt_util.as_local(now).time(),
            settings=hub.settings,
            ready=self._listening and hub.hass.state is CoreState.running,
            hub_ill=self._is_ill(),
        )

    def _write(self, key: Key, told: Told | None = None) -> None:
        if told := told or self.memory.of(key):
            hub = self._hub
            hub.waterer.works.keep(remember(self._hub_id, hub.ledger, key, told))

    @property
    def _hub_id(self) -> str:
        return self._hub.config_entry.entry_id

    def _sentence(self, why: Reason) -> str:
        return sentence(self._hub.hass, why)


def _button(answer: Answer) -> Reason:
    match answer:
        case Answer.APPROVE:
            return reason("notice_answer_approve")
        case Answer.REJECT:
            return reason("notice_answer_reject")
        case Answer.WATER:
            return reason("notice_answer_water")
        case Answer.SNOOZE:
            return reason("notice_answer_snooze")
