"""The account and the schedule of a plant begin when it is first watered so; no change of a setting waters at once."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from custom_components.plantos.domain.beginning import Beginning
from custom_components.plantos.domain.outlook import Spell

from .acting import act, tell
from .conftest import BASIL, Bench, BenchMaker, plant_data, species_data, subentry
from .watering.conftest import spoil

MORNING = datetime(2026, 6, 21, 6, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
HOUR_S, DAY_S = 3_600, 86_400
BY_WEATHER: dict[str, Any] = {"strategy": "evapotranspiration", "indoor": False, "pot_volume_l": 5.0}
BY_CLOCK: dict[str, Any] = {"strategy": "schedule", "schedule": {"times": ["07:00"], "missed": "catch_up"}}

type Maker = Callable[..., Awaitable[Bench]]


@pytest.fixture
async def make(hass: HomeAssistant, freezer: FrozenDateTimeFactory, make_bench: BenchMaker) -> Maker:
    """Set up a basil on a morning in June."""

    async def make(*subentries: Any, **changes: Any) -> Bench:
        freezer.move_to(MORNING)
        await hass.config.async_set_time_zone("UTC")
        return await make_bench(*subentries, **changes)

    return make


async def drought(bench: Bench) -> None:
    """Let ninety days without rain lie behind the hub."""
    now = dt_util.utcnow()
    hours = [now - number * HOUR for number in range(90 * 24, 0, -1)]
    await bench.coordinator.outdoors._spells.keep(*(Spell(start, start + HOUR, 0.25, 0.0) for start in hours))


async def look_back(bench: Bench, days: float = 30) -> None:
    """Let the basil have been watered so for a while already."""
    since = dt_util.utcnow() - days * DAY
    await bench.coordinator.waterer.standings.change(
        BASIL, begun=replace(beginning(bench), account=since, schedule=since)
    )


def beginning(bench: Bench) -> Beginning:
    """Since when the basil is watered as it is."""
    found = bench.coordinator.waterer.standings.of(BASIL).begun
    assert found
    return found


async def decided(bench: Bench) -> tuple[bool, str]:
    """Whether the basil would be watered now, and why."""
    await act(bench, "check_watering")
    decision = bench.coordinator.data[BASIL].decision
    return decision.should_water, decision.reason.key


async def thirsty(bench: Bench) -> None:
    """Make sure that the basil would be given water now by an account that is long kept."""
    await drought(bench)
    await look_back(bench)
    bench.coordinator.show(BASIL)
    assert await decided(bench) == (True, "decision_used_up")


async def test_a_plant_that_came_yesterday_does_not_answer_for_a_dry_spring(make: Maker) -> None:
    bench = await make(**BY_WEATHER)
    await drought(bench)
    await bench.pass_time(180, step=60)
    assert await decided(bench) == (False, "decision_enough_left")
    assert bench.told("watering_started") == []

    await look_back(bench)
    await bench.pass_time(120, step=60)
    assert len(bench.told("watering_started")) == 1


async def test_who_goes_over_to_the_weather_begins_with_a_full_pot(make: Maker) -> None:
    bench = await make(**BY_WEATHER | {"strategy": "manual"})
    await drought(bench)
    await look_back(bench)
    await act(bench, "check_watering")
    bench.coordinator.async_change(BASIL, strategy="evapotranspiration")
    await bench.pass_time(120, step=60)
    assert await decided(bench) == (False, "decision_enough_left")


@pytest.mark.parametrize(
    "changes",
    [
        {"pot_volume_l": 1.0},
        {"area_m2": 0.01},
        {"substrate": "bark"},
        {"planted": "2026-01-01"},
        {"species": "solanum_lycopersicum"},
        {"species": None},
        {"schedule": {"times": ["05:00"]}},
    ],
)
async def test_a_change_of_what_the_account_goes_by_begins_it_anew(make: Maker, changes: dict[str, Any]) -> None:
    bench = await make(**BY_WEATHER | {"automatic": False})
    await thirsty(bench)
    bench.coordinator.async_change(BASIL, **changes)
    assert await decided(bench) == (False, "decision_enough_left")
    assert beginning(bench).account == dt_util.utcnow()


async def test_a_change_of_anything_else_leaves_the_account_alone(make: Maker) -> None:
    bench = await make(**BY_WEATHER | {"automatic": False})
    await thirsty(bench)
    bench.coordinator.async_change(BASIL, dose_ml=50.0, moisture_min=20.0)
    assert await decided(bench) == (True, "decision_used_up")


async def test_a_species_that_is_gone_waters_nobody(hass: HomeAssistant, make: Maker) -> None:
    plant = plant_data(**BY_WEATHER | {"automatic": False, "species": "own-id"})
    bench = await make(subentry(BASIL, plant), subentry("own-id", species_data(crop_coefficient=0.25), "species"))
    await thirsty(bench)
    hass.config_entries.async_remove_subentry(bench.entry, "own-id")
    await bench.settle()
    assert bench.coordinator.plants[BASIL].species is None
    assert await decided(bench) == (False, "decision_enough_left")


async def test_the_plant_itself_is_no_older_than_its_planting(make: Maker) -> None:
    bench = await make(**BY_WEATHER | {"automatic": False, "planted": "2026-06-21"})
    await drought(bench)
    await look_back(bench)
    bench.coordinator.show(BASIL)
    assert await decided(bench) == (False, "decision_enough_left")


@pytest.mark.parametrize(("hours", "waters"), [(3, True), (25, False)])
async def test_after_a_day_in_other_hands_the_account_begins_anew(make: Maker, hours: int, waters: bool) -> None:
    bench = await make(**BY_WEATHER | {"needs_approval": True})
    await thirsty(bench)
    since = beginning(bench).account
    bench.coordinator.async_change(BASIL, automatic=False)
    await bench.pass_time(hours * HOUR_S, step=HOUR_S)
    bench.coordinator.async_change(BASIL, automatic=True)
    await bench.settle()
    assert beginning(bench).account == (since if waters else dt_util.utcnow())
    assert beginning(bench).schedule == dt_util.utcnow()


async def test_a_hub_that_was_off_for_days_begins_its_accounts_anew(make: Maker) -> None:
    bench = await make(**BY_WEATHER | {"needs_approval": True})
    await thirsty(bench)
    for on in (False, True):
        await bench.coordinator.waterer.standings.change(bench.entry.entry_id, off=not on)
        await bench.pass_time(0 if on else 2 * DAY_S, step=6 * HOUR_S)
    await bench.settle()
    assert beginning(bench).account == dt_util.utcnow()


async def test_a_restart_begins_nothing_anew(make: Maker) -> None:
    bench = await make(**BY_WEATHER | {"automatic": False})
    await thirsty(bench)
    before = beginning(bench)
    bench.freezer.tick(HOUR)
    await bench.reload()
    assert beginning(bench) == before


async def test_a_schedule_owes_nothing_from_before_it_was_saved(make: Maker) -> None:
    bench = await make(strategy="manual")
    await tell(bench, "water_plant")
    await bench.pass_time(60)
    await bench.pass_time(3 * DAY_S + 9 * HOUR_S - 60, step=6 * HOUR_S)
    assert dt_util.utcnow() == MORNING + 3 * DAY + 9 * HOUR
    assert len(bench.told("watering_started")) == 1

    bench.coordinator.async_change(BASIL, **BY_CLOCK)
    await bench.pass_time(300, step=60)
    assert len(bench.told("watering_started")) == 1

    await bench.pass_time(15 * HOUR_S + 40 * 60, step=HOUR_S)
    assert len(bench.told("watering_started")) == 1
    await bench.pass_time(40 * 60, step=300)
    assert len(bench.told("watering_started")) == 2


async def test_who_switches_a_schedule_on_waits_for_its_next_time(make: Maker) -> None:
    bench = await make(**BY_CLOCK | {"automatic": False})
    await tell(bench, "water_plant")
    await bench.pass_time(60)
    await bench.pass_time(DAY_S + 9 * HOUR_S, step=6 * HOUR_S)
    bench.coordinator.async_change(BASIL, automatic=True)
    await bench.pass_time(300, step=60)
    assert len(bench.told("watering_started")) == 1


async def test_a_beginning_that_cannot_be_written_holds_all_the_same(
    make: Maker, caplog: pytest.LogCaptureFixture
) -> None:
    bench = await make(**BY_WEATHER | {"automatic": False})
    await thirsty(bench)
    await spoil(bench.coordinator.ledger, "standings")
    bench.coordinator.async_change(BASIL, pot_volume_l=1.0)
    await bench.settle()
    assert await decided(bench) == (False, "decision_enough_left")
    assert "Since when Basil is watered as it is couldn't be written" in caplog.text
