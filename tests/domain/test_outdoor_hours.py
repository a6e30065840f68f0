"""An hour of weather draws what was seen of it, or its share of what the day drew."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.outdoor_hours import Conditions, HourLog, shared_out
from custom_components.plantos.domain.rain_gauge import Fallen
from custom_components.plantos.domain.weather import Site

from .conftest import HOUR, LAW, MINUTE

DAY = date(2026, 6, 21)
MIDNIGHT = datetime(2026, 6, 21, tzinfo=UTC)
NOON = MIDNIGHT + 12 * HOUR
SITE = Site(48.0, 0.0, 100.0)


def an_hour(now: Conditions, start: datetime = NOON, minutes: int = 60) -> HourLog:
    """An hour that was looked at every minute."""
    hour = HourLog(start)
    for _ in range(minutes):
        hour.note(now, MINUTE)
    return hour


def a_day(
    low: float = 12.0, high: float = 24.0, hours: int = 24, humidity: float | None = None, wind: float | None = None
) -> list[HourLog]:
    """A day that is warm in the afternoon."""
    return [
        an_hour(
            Conditions(temperature=high if hour == 15 else low, humidity=humidity, wind=wind), MIDNIGHT + hour * HOUR
        )
        for hour in range(hours)
    ]


def test_half_an_hour_that_was_seen_is_enough() -> None:
    assert an_hour(Conditions(), minutes=30).is_seen
    assert not an_hour(Conditions(), minutes=29).is_seen


def test_an_hour_has_the_mean_of_its_looks_and_forgets_silent_ones() -> None:
    hour = HourLog(NOON)
    for temperature in (10.0, None, 20.0):
        hour.note(Conditions(temperature=temperature), MINUTE)
    assert (hour.mean("temperature"), hour.extremes, hour.mean("wind")) == (15.0, (10.0, 20.0), None)
    assert hour.end == NOON + HOUR


def test_an_hour_of_sun_as_worked_by_hand() -> None:
    # Equation 53 of FAO-56 at 30 °C, 30 %, 3.74 m/s at 2 m, and 2.88 MJ/m².
    hour = an_hour(Conditions(temperature=30.0, humidity=30.0, wind=5.0, radiation=800.0))
    assert hour.reference(SITE) == pytest.approx(0.67, abs=0.015)


def test_clouds_do_where_no_radiation_is_measured() -> None:
    clear, overcast = (an_hour(Conditions(temperature=20.0, humidity=60.0, clouds=clouds)) for clouds in (0.0, 100.0))
    foretold = an_hour(Conditions(temperature=20.0, humidity=60.0))
    bright, dull = clear.reference(SITE), overcast.reference(SITE)
    assert bright and dull
    assert bright > 2 * dull
    overcast.foretold_clouds = foretold.foretold_clouds = 0.0
    assert overcast.reference(SITE) == dull
    assert foretold.reference(SITE) == bright


@pytest.mark.parametrize(("temperature", "humidity"), [(None, None), (None, 50.0), (20.0, None), (20.0, 50.0)])
def test_an_hour_of_which_too_little_is_known_is_unknown(temperature: float | None, humidity: float | None) -> None:
    assert an_hour(Conditions(temperature=temperature, humidity=humidity)).reference(SITE) is None


def test_an_hour_that_cannot_be_true_is_unknown() -> None:
    assert an_hour(Conditions(temperature=900.0, humidity=50.0, clouds=0.0)).reference(SITE) is None


def gauged(minutes: int, mm: float, foretold: float | None) -> HourLog:
    """An hour whose first minutes a gauge saw."""
    hour = HourLog(NOON, foretold_mm=foretold)
    hour.catch(Fallen(mm, minutes * MINUTE), NOON + minutes * MINUTE)
    return hour


def test_rain_is_the_gauges_where_it_told_of_the_whole_hour() -> None:
    hour = gauged(40, 1.0, foretold=5.0)
    hour.catch(Fallen(0.5, 14 * MINUTE), NOON + 54 * MINUTE)
    assert (hour.rain(gauge=True), hour.rain(gauge=False)) == (1.5, 5.0)


@pytest.mark.parametrize("minutes", [0, 32, 53])
def test_an_hour_of_which_the_gauge_did_not_tell_has_the_rain_that_was_forecast(minutes: int) -> None:
    assert gauged(minutes, 0.0, foretold=5.0).rain(gauge=True) == 5.0
    assert gauged(minutes, 0.0, foretold=None).rain(gauge=True) is None


def test_what_the_gauge_caught_has_fallen_whatever_was_forecast() -> None:
    assert gauged(30, 20.0, foretold=0.5).rain(gauge=True) == 20.0


def test_a_gauge_that_comes_back_tells_nothing_of_the_rest_of_its_hour() -> None:
    hour = HourLog(NOON, foretold_mm=0.5)
    hour.catch(Fallen(3.0, 5 * HOUR), NOON + 20 * MINUTE)
    assert hour.gauged == 20 * MINUTE
    assert hour.rain(gauge=True) == 3.0


def test_without_gauge_and_forecast_the_rain_is_unknown() -> None:
    assert HourLog(NOON).rain(gauge=False) is None


def test_a_day_draws_by_its_temperatures() -> None:
    shares = shared_out(a_day(), DAY, SITE)
    assert shares
    # Equation 52 of FAO-56: 0.0023·(18 + 17.8)·√12·0.408·41.6.
    assert sum(shares) == pytest.approx(4.84, abs=0.05)
    assert shares[0] == 0.0
    assert shares.index(max(shares)) in {11, 12}


def test_more_of_the_air_is_used_where_it_is_known() -> None:
    plain, dry = shared_out(a_day(), DAY, SITE), shared_out(a_day(humidity=20.0, wind=6.0), DAY, SITE)
    assert plain and dry
    assert sum(dry) > sum(plain)


def test_a_day_without_its_afternoon_is_unknown_where_five_hours_were_not_seen() -> None:
    day = a_day()
    assert shared_out(day[:13] + day[17:], DAY, SITE)
    assert shared_out(day[:13] + day[18:], DAY, SITE) is None
    assert shared_out(day[:15], DAY, SITE) is None


def test_the_afternoon_will_do_and_its_hours_draw_their_own_share() -> None:
    day = a_day()
    whole, late = shared_out(day, DAY, SITE), shared_out(day[12:], DAY, SITE)
    assert whole and late
    assert late == pytest.approx(whole[12:])
    assert shared_out(day[13:], DAY, SITE) is None


def test_the_afternoon_is_the_suns() -> None:
    # At 150° east the sun is highest at two o'clock UTC.
    day, sydney = a_day(), Site(-34.0, 150.0)
    assert shared_out(day[2:6], DAY, sydney)
    assert shared_out(day[12:16], DAY, sydney) is None


def test_of_some_hours_the_temperatures_count_alone() -> None:
    assert shared_out(a_day(humidity=20.0, wind=6.0)[12:], DAY, SITE) == shared_out(a_day()[12:], DAY, SITE)


def test_a_low_that_was_missed_makes_the_day_draw_less() -> None:
    day = a_day()
    cool = [an_hour(Conditions(temperature=8.0), MIDNIGHT + 4 * HOUR)]
    whole, late = shared_out([*day[:4], *cool, *day[5:]], DAY, SITE), shared_out(day[12:], DAY, SITE)
    assert whole and late
    assert sum(late) < sum(whole[12:])


def test_a_day_that_cannot_be_true_is_unknown() -> None:
    assert shared_out(a_day(high=900.0), DAY, SITE) is None


def test_a_polar_night_is_shared_out_evenly() -> None:
    night = [an_hour(Conditions(temperature=-20.0), MIDNIGHT + timedelta(days=183) + hour * HOUR) for hour in range(24)]
    shares = shared_out(night, date(2026, 12, 21), Site(85.0, 0.0))
    assert shares == [0.0] * 24


@given(st.floats(-20, 40), st.floats(0, 25), st.floats(-65, 65))
@LAW
def test_the_shares_are_the_day_and_none_is_negative(low: float, swing: float, latitude: float) -> None:
    shares = shared_out(a_day(low, low + swing), DAY, Site(latitude, 0.0))
    assert shares
    assert all(share >= 0 for share in shares)
    assert sum(shares) < 20
