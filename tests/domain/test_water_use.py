"""Water is counted by the calendar where the hub stands, and only what is known is foretold."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.water_use import WaterUse, cost, midnight, oldest, water_use

from .conftest import DAY, HOUR, LAW

BERLIN, CAIRO, AUCKLAND = ZoneInfo("Europe/Berlin"), ZoneInfo("Africa/Cairo"), ZoneInfo("Pacific/Auckland")
ZONES = st.sampled_from([UTC, BERLIN, CAIRO, AUCKLAND, ZoneInfo("America/Havana"), ZoneInfo("Asia/Kathmandu")])
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
FIRST = date(2026, 1, 1)


def used(days: dict[date, float], now: datetime, zone: ZoneInfo = BERLIN, first: date | None = FIRST) -> WaterUse:
    return water_use(days, first, now, zone)


def every_day(since: date, until: date, ml: float) -> dict[date, float]:
    """The same amount on each day, both ends included."""
    return {since + timedelta(days=number): ml for number in range((until - since).days + 1)}


# --- today and this month ---------------------------------------------------------------------------


def test_nothing_given_is_no_water_and_foretells_nothing() -> None:
    use = used({}, datetime(2026, 7, 15, 12, tzinfo=UTC), first=None)
    assert (use.today_ml, use.month_ml, use.projected_ml) == (0.0, 0.0, None)


def test_today_and_the_month_count_their_own_days_alone() -> None:
    days = {date(2026, 6, 30): 1.0, date(2026, 7, 1): 20.0, date(2026, 7, 15): 300.0, date(2025, 7, 15): 4_000.0}
    use = used(days, datetime(2026, 7, 15, 12, tzinfo=UTC))
    assert (use.today_ml, use.month_ml) == (300.0, 320.0)


def test_a_week_is_today_with_the_six_days_before_it_and_the_one_before_that_as_long() -> None:
    days = {date(2026, 7, 15 - ago): float(10**index) for index, ago in enumerate((0, 6, 7, 13, 14))}
    use = used(days, datetime(2026, 7, 15, 12, tzinfo=UTC))
    assert (use.week_ml, use.last_week_ml) == (11.0, 1_100.0)


@pytest.mark.parametrize(
    ("now", "begun"),
    [
        # Midnight in summer is two hours before that of Greenwich, in winter one.
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), datetime(2026, 5, 31, 22, tzinfo=UTC)),
        (datetime(2026, 6, 30, 22, tzinfo=UTC), datetime(2026, 6, 30, 22, tzinfo=UTC)),
        (datetime(2026, 12, 1, 12, tzinfo=UTC), datetime(2026, 11, 30, 23, tzinfo=UTC)),
        # A month that began in winter time goes on in summer time.
        (datetime(2026, 3, 30, 12, tzinfo=UTC), datetime(2026, 2, 28, 23, tzinfo=UTC)),
    ],
)
def test_a_month_begins_at_midnight_where_the_hub_stands(now: datetime, begun: datetime) -> None:
    assert used({}, now).since == begun


def test_a_day_that_begins_with_an_hour_that_never_was_begins_after_it() -> None:
    # In Cairo the clocks leap from midnight to one.
    assert midnight(date(2026, 4, 24), CAIRO) == datetime(2026, 4, 23, 22, tzinfo=UTC)
    assert midnight(date(2026, 4, 25), CAIRO) - midnight(date(2026, 4, 24), CAIRO) == 23 * HOUR


@LAW
@given(now=INSTANTS, zone=ZONES)
def test_every_instant_lies_in_its_own_month(now: datetime, zone: ZoneInfo) -> None:
    use = used({now.astimezone(zone).date(): 5.0}, now, zone)
    assert use.since <= now < use.since + 31 * DAY + 2 * HOUR
    assert (use.today_ml, use.month_ml) == (5.0, 5.0)


# --- what the month will come to --------------------------------------------------------------------


def test_a_month_goes_on_as_the_last_four_weeks_were() -> None:
    now = datetime(2026, 7, 15, 22, tzinfo=UTC)
    days = every_day(date(2026, 6, 1), date(2026, 7, 15), 100.0)
    use = used(days, now)
    assert use.month_ml == 1_500.0
    assert use.projected_ml == pytest.approx(3_100.0, rel=0.01)


def test_older_days_say_nothing_of_the_rest() -> None:
    days = {date(2026, 6, 2): 9_999.0} | every_day(date(2026, 7, 1), date(2026, 7, 14), 10.0)
    use = used(days, datetime(2026, 7, 15, 12, tzinfo=UTC))
    assert use.projected_ml is not None
    assert use.projected_ml < 310.0


def test_on_the_first_of_a_month_the_last_one_is_what_is_known() -> None:
    days = every_day(date(2026, 6, 3), date(2026, 6, 30), 100.0)
    use = used(days, datetime(2026, 6, 30, 22, tzinfo=UTC))
    assert use.month_ml == 0.0
    assert use.projected_ml == pytest.approx(3_100.0)


@pytest.mark.parametrize(("passed", "known"), [(3 * DAY - timedelta(seconds=1), False), (3 * DAY, True)])
def test_less_than_three_days_foretell_nothing(passed: timedelta, known: bool) -> None:
    first = date(2026, 7, 4)
    use = used({first: 100.0}, midnight(first, BERLIN) + passed, first=first)
    assert use.month_ml == 100.0
    assert (use.projected_ml is not None) is known


def test_a_young_hub_is_known_by_the_days_it_has() -> None:
    first = date(2026, 7, 8)
    use = used(every_day(first, date(2026, 7, 14), 100.0), midnight(date(2026, 7, 15), BERLIN), first=first)
    assert use.projected_ml == pytest.approx(700.0 + 17 * 100.0)


def test_dry_days_are_days_too() -> None:
    use = used({date(2026, 7, 14): 280.0}, midnight(date(2026, 7, 15), BERLIN))
    assert use.projected_ml == pytest.approx(280.0 + 17 * 10.0)


def test_a_clock_that_was_set_back_before_the_first_watering_foretells_nothing() -> None:
    use = used({date(2026, 7, 20): 5.0}, datetime(2026, 7, 15, tzinfo=UTC), first=date(2026, 7, 20))
    assert use.projected_ml is None


@LAW
@given(
    days=st.dictionaries(st.dates(date(2026, 5, 1), date(2026, 7, 31)), st.floats(0, 1e6), max_size=60),
    now=st.datetimes(datetime(2026, 6, 29), datetime(2026, 7, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    zone=ZONES,
)
def test_a_month_never_comes_to_less_than_it_has_already(
    days: dict[date, float], now: datetime, zone: ZoneInfo
) -> None:
    use = used(days, now, zone)
    assert use.projected_ml is not None
    assert use.projected_ml >= use.month_ml >= use.today_ml >= 0


@LAW
@given(now=INSTANTS, zone=ZONES)
def test_no_day_that_counts_is_forgotten(now: datetime, zone: ZoneInfo) -> None:
    today = now.astimezone(zone).date()
    every = every_day(today - timedelta(days=80), today, 7.0)
    kept = {day: ml for day, ml in every.items() if day >= oldest(today)}
    assert used(kept, now, zone) == used(every, now, zone)
    assert len(kept) <= 32


# --- money ------------------------------------------------------------------------------------------


def test_a_price_is_that_of_a_thousand_litres() -> None:
    assert cost(1_000_000.0, 2.5) == 2.5
    assert cost(500.0, 2.0) == pytest.approx(0.001)
