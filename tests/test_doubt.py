"""Outlets that lie, hang, refuse, vanish or act late, and a disk that fails: water stops, and is counted."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Context
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest

from custom_components.plantos.commands import async_water, async_water_now
from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.watering.journal import Journal
from custom_components.plantos.watering.ledger_file import LedgerError
from custom_components.plantos.watering.runs import Run, RunState

from .conftest import BASIL, FERN, Bench, BenchMaker, Pair


async def test_a_stop_works_while_the_outlet_hangs_on_opening(bench: Bench) -> None:
    bench.outlet.on_open = "hang"
    job = await async_water(bench.coordinator, BASIL, Context())
    await bench.settle()
    before = len(bench.outlet.said)
    await bench.coordinator.waterer.stop([BASIL])
    await bench.settle()

    assert bench.outlet.said[before:].count("off") >= 1
    assert (await job.ended).state is RunState.CANCELLED


async def test_an_outlet_that_hangs_on_opening_is_closed_and_the_run_fails(bench: Bench) -> None:
    bench.outlet.on_open = "hang"
    job = await async_water(bench.coordinator, BASIL, Context())
    await bench.pass_time(15)
    run = await job.ended

    assert run.state is RunState.FAILED
    assert run.failure and run.failure.key == "failed_no_answer"
    assert bench.outlet.said[-1] == "off"
    # It may have opened all the same: what may have flowed counts against the day.
    assert run.delivered_ml > 0


@pytest.mark.parametrize("manner", ["ignore", "refuse"])
async def test_an_outlet_that_surely_stayed_closed_is_credited_with_nothing(bench: Bench, manner: str) -> None:
    bench.outlet.on_open = manner
    job = await async_water(bench.coordinator, BASIL, Context())
    await bench.pass_time(15)
    run = await job.ended

    assert run.state is RunState.FAILED
    assert run.failure and run.failure.key == "failed_not_opened"
    assert run.delivered_ml == 0
    assert bench.told("plant_watered") == []
    [failed] = bench.told("watering_failed")
    assert "didn't open" in failed["reason"]
    assert bench.state("last_watered").state == "unknown"


async def test_an_outlet_that_ignores_its_close_is_never_shown_closed_and_waters_no_more(bench: Bench) -> None:
    bench.outlet.on_close = "ignore"
    job = await async_water(bench.coordinator, BASIL, Context())
    await bench.pass_time(75)
    run = await job.ended

    assert run.state is RunState.FAILED
    assert run.failure and run.failure.key == "failed_not_closed"
    assert run.deadline_at is not None
    assert bench.outlet.said.count("off") >= 6
    assert bench.state("outlet").state != "closed"
    assert "outlet_unconfirmed" in bench.state("problem").attributes["problems"]
    with pytest.raises(ServiceValidationError) as error:
        await async_water_now(bench.coordinator, BASIL, Context())
    assert error.value.translation_key == "denied_locked"

    bench.outlet.on_close = "obey"
    await bench.pass_time(120, step=10)
    assert not bench.outlet.flowing
    assert bench.state("outlet").state == "closed"
    assert await bench.coordinator.ledger.unfinished_runs("hub-id") == []
    latest = bench.coordinator.waterer.latest(BASIL)
    assert latest and latest.deadline_at is None
    # All that flowed until somebody closed it is on the account.
    assert latest.delivered_ml > 700


async def test_the_deadline_is_on_disk_before_the_outlet_opens(bench: Bench) -> None:
    bench.outlet.on_open = "hang"
    await async_water(bench.coordinator, BASIL, Context())
    await bench.settle()
    [run] = await bench.coordinator.ledger.unfinished_runs("hub-id")

    assert run.state is RunState.WATERING
    assert run.opened_at and run.deadline_at
    assert run.deadline_at - run.opened_at == timedelta(seconds=14)
    await bench.coordinator.waterer.stop([BASIL])


async def test_what_is_intended_and_what_came_of_it_wait_for_the_disk_and_a_wish_does_not(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, written = bench.coordinator.ledger, list[tuple[RunState, bool]]()
    save = ledger.save_run

    async def look_on(hub_id: str, run: Run, *, durable: bool = False) -> None:
        written.append((run.state, durable))
        await save(hub_id, run, durable=durable)

    monkeypatch.setattr(ledger, "save_run", look_on)
    await async_water(bench.coordinator, BASIL, Context())
    await bench.pass_time(12)
    assert written == [(RunState.QUEUED, False), (RunState.WATERING, True), (RunState.SOAKING, True)]


async def test_without_a_ledger_no_water_starts(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = bench.coordinator.ledger
    assert ledger._connection

    def gone() -> None:
        raise LedgerError("disk full")

    monkeypatch.setattr(ledger, "_opened", gone)
    with pytest.raises(HomeAssistantError) as error:
        await async_water(bench.coordinator, BASIL, Context())
    await bench.moisture(20)

    assert error.value.translation_key == "failed_ledger"
    assert "on" not in bench.outlet.said
    monkeypatch.undo()
    await bench.moisture(19)
    assert bench.outlet.flowing


async def test_a_ledger_that_fails_at_the_intent_opens_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = bench.coordinator.ledger
    save = ledger.save_run

    async def fail_when_durable(hub_id: str, run: object, *, durable: bool = False) -> None:
        if durable:
            raise LedgerError("read-only")
        await save(hub_id, run)  # type: ignore[arg-type]  # a run it is

    monkeypatch.setattr(ledger, "save_run", fail_when_durable)
    job = await async_water(bench.coordinator, BASIL, Context())
    run = await job.ended

    assert run.state is RunState.FAILED
    assert run.failure and run.failure.key == "failed_ledger"
    assert "on" not in bench.outlet.said


async def test_something_unexpected_in_a_run_closes_the_outlet(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def explode(plant_id: str, max_seconds: float) -> None:
        bench.outlet.flowing = True
        raise ZeroDivisionError

    monkeypatch.setattr(bench.coordinator.waterer.outlets, "open", explode)
    job = await async_water(bench.coordinator, BASIL, Context())
    await bench.settle()
    run = await job.ended

    assert run.state is RunState.FAILED
    assert run.failure and run.failure.key == "failed_unexpected"
    assert not bench.outlet.flowing


async def test_an_open_command_that_arrives_late_is_undone_and_booked(bench: Bench) -> None:
    bench.outlet.on_open = "hang"
    await async_water(bench.coordinator, BASIL, Context())
    await bench.settle()
    await bench.coordinator.waterer.stop([BASIL])
    await bench.settle()
    bench.outlet.on_open = "obey"
    before = bench.coordinator.waterer.books.account(BASIL).total_ml
    assert bench.state("outlet").state == "closed"

    await bench.pass_time(30, step=10)
    bench.outlet.flowing = True
    bench.outlet.appear()
    await bench.settle()

    assert not bench.outlet.flowing
    assert bench.state("outlet").state == "closed"
    # Thirty seconds at most since it was last seen closed, and no more.
    assert before < bench.coordinator.waterer.books.account(BASIL).total_ml <= before + 620
    await bench.reload()
    assert float(bench.state("water_used").state) > before / 1000


async def test_an_outlet_opened_by_another_hand_that_may_not_be_is_never_shown_closed_and_is_closed(
    make_bench: BenchMaker,
) -> None:
    bench = await make_bench(enabled=False)
    bench.outlet.on_close = "ignore"
    bench.outlet.flowing = True
    bench.outlet.appear()
    await bench.pass_time(6)
    assert bench.state("outlet").state == "unknown"

    bench.outlet.on_close = "obey"
    await bench.pass_time(70, step=10)
    assert not bench.outlet.flowing
    assert bench.state("outlet").state == "closed"


async def test_an_outlet_whose_library_breaks_off_is_closed_all_the_same(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = await async_water(bench.coordinator, BASIL, Context())
    await bench.pass_time(3)
    outlet = bench.coordinator.waterer.outlets._outlets[BASIL]
    close = type(outlet).close
    calls: list[int] = []

    async def broken_off(self: object) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise asyncio.CancelledError
        if len(calls) == 2:
            raise ZeroDivisionError
        await close(outlet)

    monkeypatch.setattr(type(outlet), "close", broken_off)
    await bench.pass_time(15)

    assert (await job.ended).outcome == "completed"
    assert len(calls) == 3
    assert not bench.outlet.flowing


async def test_a_failed_opening_isnt_tried_again_before_the_gap(bench: Bench) -> None:
    bench.outlet.on_open = "refuse"
    await bench.moisture(20)
    await bench.pass_time(3500, step=60)
    await bench.moisture(19)
    assert bench.outlet.said.count("on") == 1
    await bench.reload()
    await bench.moisture(18)
    assert bench.outlet.said.count("on") == 1

    await bench.pass_time(180, step=60)
    await bench.moisture(17)
    assert bench.outlet.said.count("on") == 2


async def test_an_outlet_that_goes_away_before_its_turn_is_sent_nothing_and_credited_with_nothing(pair: Pair) -> None:
    bench, fern = pair
    await async_water(bench.coordinator, BASIL, Context())
    waiting = await async_water(bench.coordinator, FERN, Context())
    fern.vanish()
    await bench.pass_time(16)
    run = await waiting.ended

    assert (run.state, run.delivered_ml) == (RunState.DENIED, 0)
    # Nothing was sent yet, so it was tried three times.
    assert run.attempts == 3
    assert "on" not in fern.said


async def test_an_outlet_that_closes_by_itself_ends_the_run_with_what_flowed(bench: Bench) -> None:
    job = await async_water(bench.coordinator, BASIL, Context())
    await bench.pass_time(4)
    bench.outlet.flowing = False
    bench.outlet.appear()
    await bench.settle()
    run = await job.ended

    assert run.state is RunState.FAILED
    assert run.failure and run.failure.key == "failed_closed_early"
    assert run.delivered_ml == pytest.approx(40, abs=11)


async def test_an_outlet_whose_state_is_unknown_is_closed_all_the_same(bench: Bench) -> None:
    bench.outlet.flowing = True
    bench.outlet._attr_is_on = None
    bench.outlet.async_write_ha_state()
    await bench.settle()

    assert not bench.outlet.flowing
    assert bench.state("outlet").state == "closed"


async def test_what_flows_past_a_failed_close_is_counted_also_when_somebody_else_closes(bench: Bench) -> None:
    bench.outlet.on_close = "ignore"
    await async_water(bench.coordinator, BASIL, Context())
    await bench.pass_time(600, step=10)
    flowed = bench.coordinator.waterer.books.account(BASIL).total_ml
    assert flowed > 5000
    bench.outlet.flowing = False
    bench.outlet.on_close = "obey"
    bench.outlet.appear()
    await bench.settle()

    assert bench.state("outlet").state == "closed"
    assert bench.coordinator.waterer.books.account(BASIL).total_ml >= flowed


async def test_home_assistant_that_stops_while_a_hub_is_set_up_leaves_nothing_open(
    make_bench: BenchMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = Journal.load

    async def stopped_meanwhile(self: Journal, plants: Mapping[str, Plant]) -> None:
        await load(self, plants)
        coordinator = self._tell.args[0]  # type: ignore[attr-defined]  # the hub that it is told for
        await coordinator.async_stop()

    monkeypatch.setattr(Journal, "load", stopped_meanwhile)
    bench = await make_bench(moisture="10")

    assert bench.entry.state is ConfigEntryState.SETUP_RETRY
    assert "on" not in bench.outlet.said
    assert bench.hass.data["plantos"]._connection is None


async def test_an_outlet_opened_by_hand_after_a_run_books_nothing_on_that_run(bench: Bench) -> None:
    job = await async_water(bench.coordinator, BASIL, Context())
    await bench.pass_time(300, step=10)
    first = await job.ended
    bench.outlet.flowing = True
    bench.outlet.appear()
    await bench.pass_time(2)
    bench.outlet.flowing = False
    bench.outlet.appear()
    await bench.settle()

    latest = bench.coordinator.waterer.latest(BASIL)
    assert latest and latest.run_id != first.run_id
    assert latest.delivered_ml == pytest.approx(20, abs=11)


async def test_a_device_that_answers_each_close_with_its_open_state_is_not_stormed(bench: Bench) -> None:
    bench.outlet.on_close = "defy"
    bench.outlet.flowing = True
    bench.outlet.appear()
    await bench.pass_time(120, step=1)

    assert bench.outlet.said.count("off") < 30
    bench.outlet.on_close = "obey"
    await bench.pass_time(60, step=5)
    assert not bench.outlet.flowing


async def test_a_waiting_run_doesnt_shield_its_outlet_from_being_closed(pair: Pair) -> None:
    bench, fern = pair
    await async_water(bench.coordinator, BASIL, Context())
    await async_water(bench.coordinator, FERN, Context())
    fern.flowing = True
    fern.appear()
    await bench.settle()

    assert not fern.flowing
