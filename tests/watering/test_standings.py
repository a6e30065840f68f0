"""What was said of a plant's care holds at once, and after a restart."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from custom_components.plantos.domain.beginning import Beginning
from custom_components.plantos.domain.standing import Care, Standing
from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.ledger_file import LedgerError
from custom_components.plantos.watering.standings import Standings

from .conftest import DAY, NOW, do, mend, rows, spoil

BEGUN = Beginning(way="by the weather", account=NOW - DAY, schedule=NOW, off_at=NOW)
FULL = Standing(
    off=True, locked=True, postponed_until=NOW + DAY, undone="one", without_effect=2, dry="two", begun=BEGUN
)


class Bench:
    def __init__(self, ledger: Ledger, hub_id: str = "hub") -> None:
        self.changed: list[str] = []
        self.standings = Standings(hub_id, ledger, self.changed.append)

    async def loaded(self) -> Standings:
        await self.standings.load()
        return self.standings


@pytest.fixture
def bench(ledger: Ledger) -> Bench:
    return Bench(ledger)


async def test_nothing_is_said_of_a_new_hub(bench: Bench) -> None:
    standings = await bench.loaded()
    assert (standings.care("basil"), standings.hub) == (Care(), Standing())


async def test_a_standing_holds_at_once_and_is_told_of(bench: Bench) -> None:
    await bench.standings.keep("basil", FULL)
    assert bench.standings.of("basil") == FULL
    assert bench.standings.of("fern") == Standing()
    assert bench.changed == ["basil"]


async def test_every_word_of_a_standing_outlives_a_restart(bench: Bench, ledger: Ledger, tmp_path: Path) -> None:
    await bench.standings.keep("basil", FULL)
    await bench.standings.keep("hub", Standing(off=True))
    await ledger.close()
    await ledger.open()
    again = await Bench(ledger).loaded()
    assert again.care("basil") == Care(FULL, Standing(off=True))


async def test_hubs_know_nothing_of_each_others_plants(bench: Bench, ledger: Ledger) -> None:
    await bench.standings.keep("basil", FULL)
    assert (await Bench(ledger, "other hub").loaded()).of("basil") == Standing()


async def test_a_standing_from_before_anybody_asked_for_beginnings_has_none(bench: Bench, ledger: Ledger) -> None:
    await do(ledger, """INSERT INTO standings VALUES ('hub', 'basil', '{"locked": true}')""")
    assert (await bench.loaded()).of("basil") == Standing(locked=True)


async def test_a_change_changes_nothing_else(bench: Bench) -> None:
    await bench.standings.keep("basil", FULL)
    await bench.standings.change("basil", locked=False)
    assert bench.standings.of("basil") == replace(FULL, locked=False)


async def test_the_last_word_is_what_is_kept(bench: Bench, ledger: Ledger) -> None:
    for locked in (True, False, True, False):
        await bench.standings.change("basil", locked=locked)
    assert (await Bench(ledger).loaded()).of("basil") == Standing()
    assert len(await rows(ledger, "SELECT * FROM standings")) == 1


async def test_saying_the_same_again_is_nothing_new(bench: Bench) -> None:
    await bench.standings.keep("basil", FULL)
    await bench.standings.keep("basil", FULL)
    await bench.standings.change("basil", locked=True)
    assert bench.changed == ["basil"]


async def test_a_lock_holds_even_on_a_full_disk(bench: Bench, ledger: Ledger) -> None:
    await spoil(ledger, "standings")
    with pytest.raises(LedgerError):
        await bench.standings.change("basil", locked=True)
    assert bench.standings.of("basil").locked
    assert bench.changed == ["basil"]


async def test_a_lock_that_could_not_be_written_is_written_when_it_is_said_again(bench: Bench, ledger: Ledger) -> None:
    await spoil(ledger, "standings")
    with pytest.raises(LedgerError):
        await bench.standings.change("basil", locked=True)
    await mend(ledger, "standings")
    await bench.standings.change("basil", locked=True)
    assert (await Bench(ledger).loaded()).of("basil").locked


async def test_a_lock_that_could_not_be_written_is_tried_until_it_is(bench: Bench, ledger: Ledger) -> None:
    await spoil(ledger, "standings")
    with pytest.raises(LedgerError):
        await bench.standings.change("basil", locked=True)
    await bench.standings.catch_up()
    await mend(ledger, "standings")
    await bench.standings.catch_up()
    assert (await Bench(ledger).loaded()).of("basil").locked


async def test_a_lock_that_overtakes_another_change_and_fails_is_not_forgotten(bench: Bench, ledger: Ledger) -> None:
    standings = bench.standings
    locking = asyncio.create_task(standings.change("basil", locked=True))
    letting_off = asyncio.create_task(standings.change("basil", locked=False))
    await asyncio.sleep(0)
    spoiling = asyncio.create_task(spoil(ledger, "standings"))
    await asyncio.sleep(0)
    locking_again = asyncio.create_task(standings.change("basil", locked=True))
    await asyncio.gather(locking, letting_off, spoiling)
    with pytest.raises(LedgerError):
        await locking_again
    await mend(ledger, "standings")
    await standings.catch_up()
    assert (await Bench(ledger).loaded()).of("basil").locked


async def test_a_lock_that_fails_while_something_else_is_written_is_not_forgotten(bench: Bench, ledger: Ledger) -> None:
    standings = bench.standings
    turning_off = asyncio.create_task(standings.change("basil", off=True))
    await asyncio.sleep(0)
    spoiling = asyncio.create_task(spoil(ledger, "standings"))
    await asyncio.sleep(0)
    locking = asyncio.create_task(standings.change("basil", locked=True))
    await asyncio.gather(turning_off, spoiling)
    with pytest.raises(LedgerError):
        await locking
    await mend(ledger, "standings")
    await standings.catch_up()
    assert (await Bench(ledger).loaded()).of("basil") == Standing(off=True, locked=True)


async def test_a_standing_that_nobody_can_read_is_an_error_and_never_taken_for_none(
    bench: Bench, ledger: Ledger
) -> None:
    await do(ledger, "INSERT INTO standings VALUES ('hub', 'basil', 'no json')")
    with pytest.raises(LedgerError):
        await bench.loaded()
