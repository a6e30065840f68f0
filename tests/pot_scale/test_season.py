"""A season keeps its books: what was given, where it went, and when."""

from hypothesis import given, strategies as st
from pot_scale.home import Hour, Label
from pot_scale.scenarios import POTS, Place, Scenario, Trouble
from pot_scale.season import Passed, Season
import pytest

from .conftest import LAW, a_scenario

SHORT = LAW.__class__(LAW, max_examples=25)


class Giver:
    """Gives the same portions every so many hours."""

    def __init__(self, portions: tuple[float, ...], every: int) -> None:
        self._portions, self._every = portions, every

    def water(self, hour: Hour) -> tuple[float, ...]:
        return self._portions if hour.number % self._every == 0 else ()


def lived(scenario: Scenario, portions: tuple[float, ...] = (50.0,), every: int = 24) -> list[Passed]:
    return list(Season(scenario).live(lambda label: Giver(portions, every)))


@given(
    st.sampled_from(list(Place)),
    st.sampled_from(POTS),
    st.sampled_from(list(Trouble)),
    st.integers(0, 99),
    st.floats(0.0, 2_000.0),
    st.integers(1, 72),
)
@SHORT
def test_water_is_conserved_every_hour(
    place: Place, litres: float, trouble: Trouble, seed: int, ml: float, every: int
) -> None:
    season = Season(Scenario(place, litres, trouble, seed, 4))
    before = season.pot.water
    for hour in season.live(lambda label: Giver((ml, ml), every)):
        assert hour.water == pytest.approx(before + hour.given + hour.rained - hour.drained - hour.taken, abs=1e-9)
        assert min(hour.given, hour.rained, hour.leached, hour.taken, hour.wanted, hour.water) >= 0.0
        assert hour.leached <= min(hour.drained, hour.given) + 1e-12
        assert hour.taken <= hour.wanted + 1e-12
        before = hour.water


def test_the_same_seed_is_the_same_season() -> None:
    assert lived(a_scenario()) == lived(a_scenario())
    assert lived(a_scenario()) != lived(a_scenario(seed=3))


def test_a_plant_that_nobody_waters_dries_out() -> None:
    hours = lived(a_scenario(Place.INDOOR, litres=0.5, days=40), portions=())
    assert hours[0].taken == pytest.approx(hours[0].wanted)
    assert hours[-1].taken < 0.1 * hours[-1].wanted
    assert hours[-1].left < 0.1


@pytest.mark.parametrize(("trouble", "factor"), [(Trouble.LOW_FLOW, 0.7), (Trouble.HIGH_FLOW, 1.4)])
def test_a_wrong_flow_gives_another_amount_than_was_asked_for(trouble: Trouble, factor: float) -> None:
    assert lived(a_scenario(trouble=trouble))[0].given == pytest.approx(factor * 0.05)


def test_on_a_holiday_the_tank_runs_dry_under_a_wasteful_hand() -> None:
    hours = lived(a_scenario(trouble=Trouble.HOLIDAY, days=40), portions=(1_000.0,), every=6)
    before, away = hours[: 24 * 20], hours[24 * 20 : 24 * 34]
    assert all(hour.given == pytest.approx(1.0) for hour in before[::6])
    assert sum(hour.given for hour in away) == pytest.approx(1.25 * sum(hour.wanted for hour in away), rel=1e-6)
    assert away[-6].given == 0.0
    assert hours[24 * 34].given == pytest.approx(1.0)


def test_the_gardener_is_told_of_the_pot() -> None:
    told: list[Label] = []

    def hire(label: Label) -> Giver:
        told.append(label)
        return Giver((), 24)

    next(iter(Season(a_scenario(litres=10.0)).live(hire)))
    assert told[0].litres == 10.0
