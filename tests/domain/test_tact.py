"""Each thing is told once, nothing at night that can wait, and no alert is lost."""

from datetime import datetime, time, timedelta
from itertools import count
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.events import EventType, Payload, plant_event
from custom_components.plantos.domain.notices import (
    FLOWING,
    Answer,
    Kind,
    Notice,
    Topic,
    critical_notice,
    dry_notice,
    hub_notice,
    notice_of,
)
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.domain.settings import Settings
from custom_components.plantos.domain.tact import FLICKER, Memory, Moment

from .conftest import DAY, HOUR, LAW, MINUTE, NOW, a_plant

NOON, NIGHT = time(12), time(23)
AT_NIGHT = Settings(silent_start=time(22), silent_end=time(7))
CRITICAL = critical_notice("basil", "Basil", 15, 30)
DRY = dry_notice("basil", "Basil", 25, 30, has_outlet=True)
HUB = hub_notice("hub", "Garden", ledger=True)


def a_notice(kind: Kind, subject: str = "basil", matter: str = "") -> Notice:
    words = reason("notice_title_alert", name=subject)
    return Notice(kind=kind, subject=subject, title=words, message=words, matter=matter)


LEAK = a_notice(Kind.LEAK, "barrel")
FAILED = a_notice(Kind.WATERING_FAILED, matter="failed_no_flow")


def asked(run_id: str) -> Notice:
    asks: Payload = {"run_id": run_id, "requested_ml": 100.0}
    notice = notice_of(plant_event(EventType.APPROVAL_REQUESTED, a_plant(), NOW, asks))
    assert notice
    return notice


class Person:
    """Somebody who is told things, and what they were told."""

    def __init__(self, **settings: Any) -> None:
        self.memory = Memory()
        self.settings = Settings(**settings)
        self.now = NOW
        self.told: list[tuple[datetime, Notice]] = []
        self.ids = (f"id{number}" for number in count())

    def moment(self, **changes: Any) -> Moment:
        usual: dict[str, Any] = {"now": self.now, "local": NOON, "settings": self.settings}
        return Moment(**usual | changes)

    def hears(self, notice: Notice, **changes: Any) -> bool:
        """Whether something that happens now is told now."""
        if not self.memory.offer(notice, self.moment(**changes)):
            return False
        self.tell(notice)
        return True

    def waits(self, by: timedelta = timedelta(), **changes: Any) -> list[Kind]:
        """What is told after a while by itself."""
        self.now += by
        due = self.memory.waiting(self.moment(**changes))
        for notice in due:
            self.tell(notice)
        return [notice.kind for notice in due]

    def tell(self, notice: Notice) -> None:
        self.memory.tell(notice, lambda: next(self.ids), self.now)
        self.told.append((self.now, notice))


@pytest.fixture
def anna() -> Person:
    return Person()


# --- once -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("notice", [CRITICAL, DRY, LEAK, FAILED, asked("one")])
def test_the_same_is_told_once(anna: Person, notice: Notice) -> None:
    assert anna.hears(notice)
    anna.now += HOUR
    assert not anna.hears(notice)


@pytest.mark.parametrize("notice", [CRITICAL, LEAK])
def test_an_alert_that_nobody_puts_right_is_told_again_after_a_day(anna: Person, notice: Notice) -> None:
    anna.hears(notice)
    assert anna.waits(DAY - MINUTE) == []
    assert anna.waits(MINUTE) == [notice.kind]


@pytest.mark.parametrize("notice", [DRY, asked("one")])
def test_there_are_no_reminders_of_what_is_no_alert(anna: Person, notice: Notice) -> None:
    anna.hears(notice)
    assert anna.waits(30 * DAY) == []
    assert not anna.hears(notice)


def test_what_only_happened_once_is_not_told_again(anna: Person) -> None:
    anna.hears(FAILED)
    assert anna.waits(2 * DAY) == []


def test_what_was_over_and_comes_back_is_told_again(anna: Person) -> None:
    anna.hears(CRITICAL)
    anna.now += HOUR
    assert anna.memory.settle(CRITICAL.key)
    assert anna.hears(CRITICAL)


def test_what_flickers_is_told_once_in_ten_minutes_and_not_lost(anna: Person) -> None:
    anna.hears(LEAK)
    for _ in range(9):
        anna.now += MINUTE
        anna.memory.settle(LEAK.key)
        assert not anna.hears(LEAK)
    assert anna.waits(MINUTE) == [Kind.LEAK]


def test_another_run_or_another_reason_is_other_news(anna: Person) -> None:
    assert anna.hears(asked("one")) and anna.hears(asked("two"))
    assert anna.hears(FAILED) and anna.hears(a_notice(Kind.WATERING_FAILED, matter="failed_over_flow"))


def test_another_plant_is_other_news(anna: Person) -> None:
    assert anna.hears(CRITICAL) and anna.hears(critical_notice("fern", "Fern", 15, 30))


def test_a_clock_that_is_set_back_silences_nothing(anna: Person) -> None:
    anna.hears(CRITICAL)
    anna.now -= 365 * DAY
    assert anna.waits() == [Kind.CRITICAL_MOISTURE]


@pytest.mark.parametrize("topic", Topic)
def test_nobody_is_told_what_they_do_not_want_to_know(topic: Topic) -> None:
    for kind in Kind:
        notice = a_notice(kind)
        assert Person(notify_about=(topic,)).hears(notice) is (notice.topic is topic)


def test_automatic_waterings_are_not_told_unless_somebody_wants_it(anna: Person) -> None:
    assert not anna.hears(a_notice(Kind.WATERED_AUTOMATICALLY, matter="one"))
    assert anna.hears(a_notice(Kind.WATERED_BY_HAND, matter="two"))


# --- not now ----------------------------------------------------------------------------------------


def test_at_night_only_alerts_are_told_and_the_rest_in_the_morning(anna: Person) -> None:
    anna.settings = AT_NIGHT
    assert not anna.hears(DRY, local=NIGHT)
    assert anna.hears(LEAK, local=NIGHT)
    assert anna.waits(8 * HOUR, local=NIGHT) == []
    assert anna.waits(local=NOON) == [Kind.DRY]


def test_what_is_over_by_the_morning_is_not_told(anna: Person) -> None:
    anna.settings = AT_NIGHT
    anna.hears(asked("one"), local=NIGHT)
    assert not anna.memory.settle(asked("one").key)
    assert anna.waits(8 * HOUR) == []


def test_what_happens_before_anything_can_be_told_is_told_then(anna: Person) -> None:
    assert not anna.hears(FAILED, ready=False)
    assert anna.waits() == [Kind.WATERING_FAILED]


def test_an_ill_hub_speaks_for_its_plants_and_tells_of_them_when_it_is_well(anna: Person) -> None:
    assert not anna.hears(CRITICAL, hub_ill=True)
    assert not anna.hears(FAILED, hub_ill=True)
    assert not anna.hears(DRY, hub_ill=True)
    assert anna.hears(HUB, hub_ill=True)
    assert anna.waits(HOUR, hub_ill=True) == []
    assert anna.waits() == [Kind.CRITICAL_MOISTURE, Kind.WATERING_FAILED, Kind.DRY]


@pytest.mark.parametrize("kind", sorted(FLOWING))
def test_water_that_does_not_stop_is_told_whatever_else_is_wrong(anna: Person, kind: Kind) -> None:
    anna.settings = AT_NIGHT
    assert anna.hears(a_notice(kind), hub_ill=True, local=NIGHT)


# --- later ------------------------------------------------------------------------------------------


def test_a_snoozed_message_comes_back_if_it_is_still_so(anna: Person) -> None:
    anna.hears(CRITICAL)
    anna.memory.snooze(CRITICAL.key, NOW + 48 * HOUR)
    assert anna.waits(47 * HOUR) == []
    assert not anna.hears(CRITICAL)
    assert anna.waits(HOUR) == [Kind.CRITICAL_MOISTURE]


@pytest.mark.parametrize("notice", [CRITICAL, DRY])
def test_a_short_snooze_is_a_reminder(anna: Person, notice: Notice) -> None:
    anna.hears(notice)
    anna.memory.snooze(notice.key, NOW + HOUR)
    assert anna.waits(HOUR) == [notice.kind]


def test_a_snooze_ends_with_what_it_was_for(anna: Person) -> None:
    anna.hears(CRITICAL)
    anna.memory.snooze(CRITICAL.key, NOW + DAY)
    anna.now += HOUR
    anna.memory.settle(CRITICAL.key)
    assert anna.hears(CRITICAL)


def test_a_snoozed_message_that_is_over_does_not_come_back(anna: Person) -> None:
    anna.hears(DRY)
    anna.memory.snooze(DRY.key, NOW + HOUR)
    anna.memory.settle(DRY.key)
    assert anna.waits(DAY) == []


def test_snoozing_a_dry_plant_hides_neither_its_danger_nor_another_plant(anna: Person) -> None:
    anna.hears(DRY)
    anna.memory.snooze(DRY.key, NOW + DAY)
    assert anna.hears(CRITICAL)
    assert anna.hears(dry_notice("fern", "Fern", 25, 30, has_outlet=True))


# --- taking back ------------------------------------------------------------------------------------


def test_what_is_over_is_taken_back_once(anna: Person) -> None:
    anna.hears(DRY)
    assert anna.memory.settle(DRY.key)
    assert not anna.memory.settle(DRY.key)


def test_what_was_answered_is_not_taken_back_again(anna: Person) -> None:
    anna.hears(DRY)
    anna.memory.answer(DRY.key, Answer.WATER)
    assert not anna.memory.settle(DRY.key)


def test_what_has_replaced_a_message_is_not_taken_back_with_it(anna: Person) -> None:
    anna.hears(asked("one"))
    anna.hears(a_notice(Kind.UNANSWERED, matter="one"))
    assert not anna.memory.settle(asked("one").key)


# --- answers ----------------------------------------------------------------------------------------


def test_an_answer_finds_the_message_it_names_and_no_later_one(anna: Person) -> None:
    anna.hears(CRITICAL)
    found = anna.memory.find("basil", "id0")
    assert found and found.notice is CRITICAL
    assert anna.waits(DAY) == [Kind.CRITICAL_MOISTURE]
    assert anna.memory.find("basil", "id0") is None
    assert anna.memory.find("fern", "id1") is None
    assert anna.memory.find("basil", "id1")


def test_an_answer_that_came_to_nothing_leaves_a_later_message_to_be_answered(anna: Person) -> None:
    anna.hears(CRITICAL)
    early = anna.memory.of(CRITICAL.key)
    assert early
    anna.memory.answer(CRITICAL.key, Answer.WATER)
    anna.tell(CRITICAL)
    later = anna.memory.of(CRITICAL.key)
    assert later and later.notice_id != early.notice_id
    anna.memory.reopen(CRITICAL.key, early.notice_id)
    assert anna.memory.find("basil", later.notice_id) == later
    anna.memory.reopen(CRITICAL.key, later.notice_id)
    assert anna.memory.find("basil", later.notice_id) is None


def test_a_request_is_answered_by_its_run(anna: Person) -> None:
    anna.hears(asked("one"))
    assert anna.memory.find("basil", "one")
    # The next one waits for the morning, and the last is no more.
    anna.hears(asked("two"), ready=False)
    assert anna.memory.find("basil", "one") is None
    assert anna.memory.find("basil", "") is None


# --- laws -------------------------------------------------------------------------------------------

NOTICES = st.sampled_from([CRITICAL, DRY, LEAK, FAILED, HUB, asked("one"), critical_notice("fern", "Fern", 15, 30)])
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["happens", "is over", "is snoozed", "passes"]),
        NOTICES,
        st.integers(0, 900),
        st.booleans(),
        st.sampled_from([NOON, NIGHT]),
    ),
    max_size=40,
)


@LAW
@given(STEPS)
def test_never_are_two_of_the_same_told_within_the_window(steps: list[tuple[str, Notice, int, bool, time]]) -> None:
    anna = Person(silent_start=time(22), silent_end=time(7))
    freed: list[tuple[Any, datetime]] = []
    for what, notice, minutes, ill, local in steps:
        anna.now += minutes * MINUTE
        if what == "happens":
            anna.hears(notice, hub_ill=ill, local=local)
        elif what == "is over":
            anna.memory.settle(notice.key)
            freed.append((notice.key, anna.now))
        elif what == "is snoozed" and (told := anna.memory.of(notice.key)) and told.at:
            anna.memory.snooze(notice.key, anna.now + HOUR)
            freed.append((notice.key, anna.now))
        anna.waits(hub_ill=ill, local=local)

    last: dict[Any, datetime] = {}
    for at, notice in anna.told:
        if (before := last.get(notice.key)) is not None:
            assert at - before >= FLICKER
            # Earlier than after a day only what was over or snoozed meanwhile.
            between = any(key == notice.key and before <= free <= at for key, free in freed)
            assert at - before >= DAY or between
        last[notice.key] = at


@LAW
@given(STEPS)
def test_an_alert_is_never_lost(steps: list[tuple[str, Notice, int, bool, time]]) -> None:
    anna = Person(silent_start=time(22), silent_end=time(7))
    standing: dict[Any, datetime] = {}
    for what, notice, minutes, ill, local in steps:
        anna.now += minutes * MINUTE
        if what == "happens":
            anna.hears(notice, hub_ill=ill, local=local)
            standing.setdefault(notice.key, anna.now)
        elif what == "is over":
            anna.memory.settle(notice.key)
            standing.pop(notice.key, None)
        elif what == "is snoozed" and (told := anna.memory.of(notice.key)) and told.at:
            anna.memory.snooze(notice.key, anna.now + HOUR)
        anna.waits(hub_ill=ill, local=local)

    # Once the hub is well and the snooze is over, whatever stands has been told within a day.
    anna.waits(DAY)
    newest = {notice.key: at for at, notice in anna.told}
    for key in standing:
        kept = anna.memory.of(key)
        assert key in newest
        if kept and kept.notice.urgent and kept.notice.lasts:
            assert anna.now - newest[key] < DAY
