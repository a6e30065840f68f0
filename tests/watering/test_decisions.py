"""A decision is written when it says something new; the same one again is only counted."""

import pytest

from custom_components.plantos.domain.decisions import Decision
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.watering.decisions import Decisions
from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.ledger_file import LedgerError

from ..resilience.conftest import Hands
from .conftest import DAY, NOW, mend, rows, spoil

DRY = Decision(True, 100.0, "moisture", reason("decision_dry", moisture=20.0), {"moisture": 20.0})
MOIST = Decision(False, 0.0, "moisture", reason("decision_moist", moisture=45.0), {"moisture": 45.0})
SETTLING = Decision(False, 0.0, "moisture", reason("decision_settling"))


class Bench:
    def __init__(self, ledger: Ledger, hands: Hands, hub_id: str = "hub") -> None:
        self.ledger, self.hands = ledger, hands
        self.decisions = Decisions(hub_id, hands.clock, ledger)

    async def note(self, *decisions: Decision, plant_id: str = "basil") -> None:
        """Decide so, a minute between each."""
        for decision in decisions:
            await self.decisions.note(plant_id, decision)
            self.hands.turn(60)

    async def written(self) -> list[tuple[str, str, int]]:
        """Which decisions the ledger holds, oldest first, and how often each was taken."""
        query = (
            "SELECT plant_id, document ->> '$.reason.key', count FROM decisions WHERE hub_id = 'hub' "
            "ORDER BY plant_id, since"
        )
        return [(plant_id, key, count) for plant_id, key, count in await rows(self.ledger, query)]


@pytest.fixture
def bench(ledger: Ledger, hands: Hands) -> Bench:
    return Bench(ledger, hands)


async def test_a_decision_is_written_with_all_it_looked_at(bench: Bench, ledger: Ledger) -> None:
    await bench.note(DRY)
    [(plant_id, since, moisture, amount)] = await rows(
        ledger, "SELECT plant_id, since, document ->> '$.inputs.moisture', document ->> '$.amount_ml' FROM decisions"
    )
    assert (plant_id, since, moisture, amount) == ("basil", NOW.timestamp(), 20.0, 100.0)


async def test_equal_decisions_in_a_row_are_one_with_a_count(bench: Bench) -> None:
    await bench.note(MOIST, MOIST, MOIST, DRY)
    assert await bench.written() == [("basil", "decision_moist", 3), ("basil", "decision_dry", 1)]


async def test_only_neighbours_are_counted_together(bench: Bench) -> None:
    await bench.note(MOIST, DRY, MOIST, MOIST, SETTLING)
    assert await bench.written() == [
        ("basil", "decision_moist", 1),
        ("basil", "decision_dry", 1),
        ("basil", "decision_moist", 2),
        ("basil", "decision_settling", 1),
    ]


async def test_every_plant_has_a_row_of_its_own(bench: Bench) -> None:
    for plant_id in ("basil", "fern", "basil", "fern"):
        await bench.note(MOIST, plant_id=plant_id)
    await bench.note(DRY)
    assert await bench.written() == [
        ("basil", "decision_moist", 2),
        ("basil", "decision_dry", 1),
        ("fern", "decision_moist", 1),
    ]


async def test_the_same_decision_goes_on_over_a_restart(bench: Bench, ledger: Ledger, hands: Hands) -> None:
    await bench.note(MOIST, MOIST)
    again = Bench(ledger, hands)
    await again.note(MOIST, DRY)
    # What was only counted in memory is forgotten; the row itself isn't begun anew.
    assert await again.written() == [("basil", "decision_moist", 2), ("basil", "decision_dry", 1)]


async def test_hubs_do_not_count_for_each_other(bench: Bench, ledger: Ledger, hands: Hands) -> None:
    await bench.note(MOIST, MOIST)
    await Bench(ledger, hands, "other hub").note(DRY, MOIST)
    assert await bench.written() == [("basil", "decision_moist", 1)]


async def test_decisions_are_kept_for_a_year(bench: Bench) -> None:
    await bench.note(MOIST)
    bench.hands.turn((364 * DAY).total_seconds())
    await bench.note(DRY)
    assert len(await bench.written()) == 2
    bench.hands.turn((2 * DAY).total_seconds())
    await bench.note(MOIST)
    assert [key for _, key, _ in await bench.written()] == ["decision_dry", "decision_moist"]


async def test_a_decision_that_could_not_be_written_is_written_next_time(bench: Bench, ledger: Ledger) -> None:
    await spoil(ledger, "decisions")
    with pytest.raises(LedgerError):
        await bench.note(DRY)
    await mend(ledger, "decisions")
    await bench.note(DRY)
    assert await bench.written() == [("basil", "decision_dry", 1)]
