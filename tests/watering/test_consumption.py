"""What a hub gave is known by the day, whoever asks and however often it was left."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from custom_components.plantos.watering.account import WaterAccount
from custom_components.plantos.watering.consumption import Consumption
from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.ledger_file import LedgerError
from custom_components.plantos.watering.runs import RunState

from ..resilience.conftest import Hands
from .conftest import DAY, HOUR, NOW, a_run, spoil

BERLIN = ZoneInfo("Europe/Berlin")
HUB = "hub"


class Garden:
    """A basil and a fern, what they were given, and the books of that."""

    def __init__(self, hands: Hands, ledger: Ledger) -> None:
        self.hands, self.ledger = hands, ledger
        self.accounts = {"basil": WaterAccount(), "fern": WaterAccount()}
        self.consumption = Consumption(HUB, hands.clock, ledger, self.accounts.__getitem__, lambda: BERLIN)

    def give(self, ml: float, plant_id: str = "basil") -> None:
        self.accounts[plant_id].credit(self.hands.wall, ml)

    async def gave(self, ml: float, at: datetime, plant_id: str = "basil", hub: str = HUB) -> None:
        """Write a run that has ended; the account knows of it as well."""
        run = a_run(
            f"{plant_id} {at} {hub}",
            plant_id=plant_id,
            state=RunState.COMPLETED,
            requested_at=at,
            closed_at=at,
            delivered_ml=ml,
        )
        await self.ledger.save_run(hub, run)
        if hub == HUB and plant_id in self.accounts:
            self.accounts[plant_id].credit(at, ml)

    async def load(self) -> None:
        await self.consumption.load(self.accounts)

    def month(self, subject: str = HUB) -> float:
        return self.consumption.use(subject).month_ml

    def today(self, subject: str = HUB) -> float:
        return self.consumption.use(subject).today_ml


@pytest.fixture
def garden(hands: Hands, ledger: Ledger) -> Garden:
    """A garden near Berlin, on a Saturday in November."""
    return Garden(hands, ledger)


def test_before_it_is_loaded_nothing_is_known_and_nothing_fails(garden: Garden) -> None:
    garden.give(100.0)
    assert (garden.today(), garden.month("basil"), garden.consumption.total_ml) == (0.0, 0.0, 0.0)


async def test_a_hub_that_never_gave_anything_gave_nothing(garden: Garden) -> None:
    await garden.load()
    use = garden.consumption.use(HUB)
    assert (use.today_ml, use.month_ml, use.projected_ml, garden.consumption.total_ml) == (0.0, 0.0, None, 0.0)


async def test_what_was_written_is_counted_by_plant_and_for_the_hub(garden: Garden) -> None:
    await garden.gave(100.0, NOW)
    await garden.gave(50.0, NOW - DAY)
    await garden.gave(30.0, NOW, "fern")
    await garden.load()
    assert (garden.today(), garden.month()) == (130.0, 180.0)
    assert (garden.today("basil"), garden.month("basil"), garden.month("fern")) == (100.0, 150.0, 30.0)


async def test_another_hubs_water_isnt_counted(garden: Garden) -> None:
    await garden.gave(100.0, NOW, hub="other")
    await garden.load()
    assert (garden.month(), garden.consumption.total_ml) == (0.0, 0.0)


async def test_a_plant_that_is_gone_has_drunk_all_the_same(garden: Garden) -> None:
    await garden.gave(70.0, NOW, "removed")
    await garden.load()
    assert (garden.month(), garden.consumption.total_ml) == (70.0, 70.0)


async def test_the_total_knows_all_years_and_the_month_its_own(garden: Garden) -> None:
    await garden.gave(100.0, NOW)
    await garden.gave(900.0, NOW - 400 * DAY)
    await garden.load()
    assert (garden.month(), garden.consumption.total_ml) == (100.0, 1_000.0)


async def test_what_flows_afterwards_counts_at_once_and_once(garden: Garden) -> None:
    await garden.gave(100.0, NOW)
    await garden.load()
    garden.give(20.0)
    garden.give(5.0, "fern")
    assert [garden.month(), garden.month(), garden.month("basil"), garden.month("fern")] == [125.0, 125.0, 120.0, 5.0]
    assert garden.consumption.total_ml == 125.0


async def test_a_restart_changes_nothing(garden: Garden, hands: Hands, ledger: Ledger) -> None:
    await garden.load()
    for day in range(5):
        await garden.gave(10.0 * (day + 1), hands.wall)
        assert garden.month()
        hands.turn(DAY.total_seconds())
    again = Consumption(HUB, hands.clock, ledger, garden.accounts.__getitem__, lambda: BERLIN)
    await again.load(garden.accounts)
    assert again.use(HUB) == garden.consumption.use(HUB)
    assert again.total_ml == garden.consumption.total_ml == 150.0


async def test_water_that_the_disk_never_took_is_counted_as_given_now(garden: Garden) -> None:
    garden.give(40.0)
    await garden.load()
    assert (garden.today(), garden.consumption.total_ml) == (40.0, 40.0)


async def test_a_month_begins_at_midnight_where_the_hub_stands(garden: Garden, hands: Hands) -> None:
    # In Berlin December has begun, in Greenwich it hasn't.
    hands.wall = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    await garden.gave(100.0, hands.wall - HOUR)
    await garden.gave(7.0, hands.wall - timedelta(minutes=10))
    await garden.load()
    garden.give(1.0)
    assert (garden.today(), garden.month()) == (8.0, 8.0)
    assert garden.consumption.use(HUB).since == datetime(2026, 11, 30, 23, tzinfo=UTC)


async def test_a_new_day_and_a_new_month_begin_empty_while_running(garden: Garden, hands: Hands) -> None:
    await garden.load()
    garden.give(100.0)
    assert (garden.today(), garden.month()) == (100.0, 100.0)
    hands.turn(DAY.total_seconds())
    assert (garden.today(), garden.month()) == (0.0, 100.0)
    hands.turn(9 * DAY.total_seconds())
    assert (garden.today(), garden.month()) == (0.0, 0.0)
    garden.give(5.0)
    assert (garden.month(), garden.consumption.total_ml) == (5.0, 105.0)


async def test_a_month_of_waterings_foretells_the_next(garden: Garden) -> None:
    for day in range(28):
        await garden.gave(100.0, NOW - day * DAY)
    await garden.load()
    projected = garden.consumption.use(HUB).projected_ml
    assert projected == pytest.approx(3_000.0, rel=0.05)


async def test_the_days_of_the_very_first_watering_on_are_known(garden: Garden) -> None:
    await garden.gave(100.0, NOW - 70 * DAY)
    await garden.gave(280.0, NOW - DAY)
    await garden.load()
    projected = garden.consumption.use("basil").projected_ml
    # 280 ml in four weeks are 10 ml a day, and not 280 ml in one.
    assert projected == pytest.approx(280.0 + 9.5 * 10, rel=0.02)


async def test_days_that_count_no_more_are_forgotten(garden: Garden, hands: Hands) -> None:
    await garden.load()
    for _ in range(100):
        garden.give(1.0)
        assert garden.today() == 1.0
        hands.turn(DAY.total_seconds())
    assert len(garden.consumption._days[HUB]) <= 33
    assert garden.consumption.total_ml == 100.0


async def test_a_ledger_that_cannot_be_read_says_so(garden: Garden, ledger: Ledger) -> None:
    await spoil(ledger, "runs")
    with pytest.raises(LedgerError):
        await garden.load()
