"""Plants are fed while they grow, wherever they stand."""

from datetime import date, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.growth import growing_day, grows
from custom_components.plantos.domain.weather import Site

from .conftest import LAW

BERLIN, SYDNEY, SINGAPORE = Site(52.5, 13.4), Site(-33.9, 151.2), Site(1.35, 103.8)
DAYS = st.dates(date(2026, 1, 1), date(2035, 12, 31))
SITES = st.none() | st.builds(Site, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("day", "north", "south"),
    [
        (date(2026, 2, 28), False, True),
        (date(2026, 3, 1), True, True),
        (date(2026, 4, 1), True, False),
        (date(2026, 8, 31), True, False),
        (date(2026, 9, 1), True, True),
        (date(2026, 10, 1), False, True),
    ],
)
def test_the_north_grows_from_march_to_september_and_the_south_from_september_to_march(
    day: date, north: bool, south: bool
) -> None:
    assert (grows(day, BERLIN), grows(day, SYDNEY)) == (north, south)


@given(DAYS)
@LAW
def test_where_it_is_always_light_or_nobody_knows_they_always_grow(day: date) -> None:
    assert grows(day, SINGAPORE)
    assert grows(day, None)


@given(DAYS, SITES)
@LAW
def test_the_next_growing_day_grows_is_never_earlier_and_comes_within_half_a_year(day: date, site: Site | None) -> None:
    found = growing_day(day, site)
    assert grows(found, site)
    assert day <= found <= day + timedelta(days=184)
    assert found == day or found.day == 1
