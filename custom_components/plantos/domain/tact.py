"""When people are told: each thing once, nothing at night that can wait, and no alert lost."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Self

from .notices import FLOWING, Answer, Kind, Notice
from .settings import Settings

type Key = tuple[str, Kind]

# What comes and goes is told at most so often.
FLICKER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is remembered of the last message of one kind about one subject. Instants are real UTC.

    `waits` is one that couldn't be told yet, `shown` one that people can still see, `listed` one that stands nowhere
    but in Home Assistant's own list, which a restart empties, `over` one that is no longer true; `notice_id` is what
    an answer has to name.
    """

    notice: Notice
    notice_id: str = ""
    at: datetime | None = None
    waits: bool = False
    shown: bool = False
    listed: bool = False
    over: bool = False
    snoozed_until: datetime | None = None
    answered: Answer | None = None

    def telling(self, notice: Notice, notice_id: str, now: datetime) -> Self:
        """As it is once a message is told."""
        return replace(
            self,
            notice=notice,
            notice_id=notice_id,
            at=now,
            waits=False,
            shown=True,
            listed=False,
            over=False,
            snoozed_until=None,
            answered=None,
        )

    def delayed(self, notice: Notice) -> Self:
        """As it is while a message waits; what was told of another matter can no longer be answered."""
        notice_id = self.notice_id if self.notice.matter == notice.matter else ""
        return replace(self, notice=notice, notice_id=notice_id, waits=True, over=False)

    def is_news_to(self, known: Self | None) -> bool:
        """Whether more than a number in its text differs from what was known; the text is written anew when told."""
        return known is None or known.notice.matter != self.notice.matter or replace(known, notice=self.notice) != self


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """How things are when something might be told. `local` is the time of day at home.

    `ready` is whether anything can be told at all now, `hub_ill` whether the hub itself has a fault.
    """

    now: datetime
    local: time
    settings: Settings = field(default_factory=Settings)
    ready: bool = True
    hub_ill: bool = False


def is_due(notice: Notice, last: Told | None, moment: Moment) -> bool:
    """Whether a message is news: another matter, one that was over, or an alert that nobody has put right."""
    if notice.topic not in moment.settings.notify_about:
        return False
    if last is None or last.waits or last.over or last.notice.matter != notice.matter or last.at is None:
        return True
    return notice.urgent and not _within(last.at, moment.settings.notify_again, moment.now)


def may_tell(notice: Notice, last: Told | None, moment: Moment) -> bool:
    """Whether a message that is due is told now, or has to wait."""
    if not moment.ready:
        return False
    if last and last.snoozed_until and moment.now < last.snoozed_until:
        return False
    if last and last.at and last.notice.matter == notice.matter and _within(last.at, FLICKER, moment.now):
        return False
    if not notice.urgent and moment.settings.is_silent(moment.local):
        return False
    return notice.kind in FLOWING or notice.kind is Kind.HUB or not moment.hub_ill


def _within(at: datetime, span: timedelta, now: datetime) -> bool:
    """Whether an instant is less than so long ago; one that a clock set back puts into the future isn't."""
    return timedelta() <= now - at < span


class Memory:
    """What was told, and what waits to be, by subject and kind."""

    def __init__(self, told: Iterable[Told] = ()) -> None:
        """Begin with what is known from before."""
        self._told: dict[Key, Told] = {one.notice.key: one for one in told}

    def of(self, key: Key) -> Told | None:
        """The last message of a kind about a subject."""
        return self._told.get(key)

    def all(self) -> list[Told]:
        """Everything that is remembered."""
        return list(self._told.values())

    def keep(self, told: Told) -> Told:
        """Remember this instead of what was known."""
        self._told[told.notice.key] = told
        return told

    def offer(self, notice: Notice, moment: Moment) -> bool:
        """Take up a message; whether it is told now. One that is due and may not be told waits."""
        last = self.of(notice.key)
        if not is_due(notice, last, moment):
            return False
        if may_tell(notice, last, moment):
            return True
        self.keep((last or Told(notice=notice)).delayed(notice))
        return False

    def waiting(self, moment: Moment) -> list[Notice]:
        """What has waited long enough, or wasn't put right for so long that it is told again."""
        return [
            told.notice
            for told in self.all()
            if not told.over
            and (told.waits or told.notice.lasts)
            and is_due(told.notice, told, moment)
            and may_tell(told.notice, told, moment)
        ]

    def tell(self, notice: Notice, new_id: Callable[[], str], now: datetime) -> Told:
        """Note that a message is told now."""
        # A request is answered by its run, so that no other can be meant.
        notice_id = notice.matter if notice.kind is Kind.APPROVAL else new_id()
        return self.keep((self.of(notice.key) or Told(notice=notice)).telling(notice, notice_id, now))

    def arrive(self, key: Key, *, listed: bool) -> None:
        """Note where a message can be seen."""
        if last := self.of(key):
            self.keep(replace(last, listed=listed))

    def settle(self, key: Key) -> bool:
        """Note that something is over; whether what was told of it is still to be seen."""
        last = self.of(key)
        if last is None or last.over:
            return False
        self.keep(replace(last, waits=False, shown=False, over=True, snoozed_until=None))
        return last.shown and not any(other.shown and other.notice.tag == last.notice.tag for other in self.all())

    def answer(self, key: Key, answer: Answer) -> None:
        """Note what somebody answered; the message isn't shown any longer."""
        if last := self.of(key):
            self.keep(replace(last, answered=answer, shown=False))

    def reopen(self, key: Key, notice_id: str) -> None:
        """Note that the answer to a message came to nothing: what is still so is told again, to be answered anew."""
        if (last := self.of(key)) and last.notice_id == notice_id and not last.over:
            self.keep(replace(last, notice_id="", answered=None, waits=True))

    def snooze(self, key: Key, until: datetime) -> None:
        """Tell again of something only from then on, if it is still so."""
        if last := self.of(key):
            self.keep(replace(last, waits=True, snoozed_until=until))

    def find(self, subject: str, notice_id: str) -> Told | None:
        """The message that an answer names, as long as no later one has replaced it."""
        named = (told for told in self.all() if told.notice.subject == subject and told.notice_id == notice_id)
        return next(named, None) if notice_id else None
