"""A person measures an outlet: two seconds, the hose, a cup. Every drop is guarded."""

import asyncio
from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, SubentryFlowContext
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.plantos.domain.commands import Origin
from custom_components.plantos.domain.verification import Effect
from custom_components.plantos.watering.ledger_file import LedgerError
from custom_components.plantos.watering.runs import RunState

from .conftest import BASIL, Bench, BenchMaker
from .steps import Steps, suggested


async def begin(bench: Bench) -> Steps:
    """Choose to measure the outlet in the menu of the basil."""
    steps = Steps(bench.hass, bench.entry, "plant")
    context = SubentryFlowContext(source=SOURCE_RECONFIGURE, subentry_id=BASIL)
    flows = bench.hass.config_entries.subentries
    steps.now = await flows.async_init((bench.entry.entry_id, "plant"), context=context)
    steps.now = await flows.async_configure(steps.now["flow_id"], {"next_step_id": "measure_flow"})
    return steps


async def go(bench: Bench, steps: Steps, answer: dict[str, Any], seconds: float) -> Any:
    """Answer a step, let water run for so long, and see what comes then."""
    flows = bench.hass.config_entries.subentries
    flow_id = steps.now["flow_id"]
    steps.now = await flows.async_configure(flow_id, answer)
    await bench.settle()
    if steps.now["type"] is FlowResultType.SHOW_PROGRESS:
        await bench.pass_time(seconds)
    for _ in range(10):
        if steps.now["type"] is FlowResultType.SHOW_PROGRESS:
            await bench.settle()
            steps.now = await flows.async_configure(flow_id)
    if steps.now["type"] is FlowResultType.SHOW_PROGRESS_DONE:
        steps.now = await flows.async_configure(flow_id)
    return steps.now


async def measured(bench: Bench, cup: dict[str, Any] | None = None) -> Steps:
    """All steps up to the one that asks what is in the cup."""
    steps = await begin(bench)
    assert (await go(bench, steps, {}, 4))["step_id"] == "prime"
    assert (await go(bench, steps, {"prime_s": 5}, 7))["step_id"] == "cup"
    assert (await go(bench, steps, cup or {"priming_s": 3, "cup_s": 10}, 13))["step_id"] == "measured"
    return steps


# --- step by step -----------------------------------------------------------------------------------


async def test_what_was_measured_is_kept_with_the_plant(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, flow_calibrated=False)
    steps = await measured(bench)
    seconds = float(steps.now["description_placeholders"]["seconds"])
    assert seconds == pytest.approx(10, abs=1)
    ended = await go(bench, steps, {"measured_ml": 50}, 0)
    assert ended["reason"] == "flow_measured"

    plant = bench.coordinator.plants[BASIL]
    assert plant.flow_ml_s == pytest.approx(5.0, abs=0.5)
    assert ended["description_placeholders"] == {"flow": f"{plant.flow_ml_s:g}"}
    assert (plant.flow_calibrated, plant.priming_s) == (True, 3)
    assert not bench.outlet.flowing


async def test_the_first_step_opens_the_outlet_for_two_seconds(bench: Bench) -> None:
    steps = await begin(bench)
    assert steps.now["description_placeholders"] == {"seconds": "2"}
    assert bench.outlet.said == ["off"]
    steps.now = await bench.hass.config_entries.subentries.async_configure(steps.now["flow_id"], {})
    assert (steps.now["type"], steps.now["progress_action"]) == (FlowResultType.SHOW_PROGRESS, "running")
    await bench.pass_time(1)
    assert bench.outlet.flowing
    await bench.pass_time(2)
    assert not bench.outlet.flowing


async def test_every_step_is_a_run_in_the_ledger_that_counts_as_water(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    await measured(bench)
    runs = await bench.coordinator.ledger._runs("plant_id = ?", (BASIL,))
    assert [run.origin for run in runs] == [Origin.TRIAL] * 3
    assert float(bench.state("water_used").state) == pytest.approx(0.17, abs=0.03)


async def test_what_is_offered_fits_into_what_an_unmeasured_outlet_may_be_open(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, flow_calibrated=False, priming_s=15)
    steps = await begin(bench)
    form = await go(bench, steps, {}, 20)
    assert form["data_schema"].schema["prime_s"].config["max"] == 10
    assert form["data_schema"]({}) == {"prime_s": 10}


async def test_what_is_offered_fits_into_what_one_run_may_give(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, flow_ml_s=50)
    steps = await begin(bench)
    form = await go(bench, steps, {}, 4)
    assert form["data_schema"].schema["prime_s"].config["max"] == 10


async def test_the_hoses_time_as_it_is_known_is_shown(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, priming_s=4)
    steps = await begin(bench)
    await go(bench, steps, {}, 8)
    form = await go(bench, steps, {"prime_s": 2}, 8)
    assert form["data_schema"]({"cup_s": 5}) == {"priming_s": 4, "cup_s": 5}
    assert suggested(form).keys() == {"priming_s", "cup_s"}


async def test_a_plant_that_drinks_in_parts_is_measured_in_one(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, pulse_ml=10)
    steps = await measured(bench)
    assert float(steps.now["description_placeholders"]["seconds"]) == pytest.approx(10, abs=1)
    assert bench.outlet.said.count("on") == 3


async def test_nobody_is_asked_for_approval_who_stands_beside(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, needs_approval=True)
    steps = await begin(bench)
    assert (await go(bench, steps, {}, 4))["step_id"] == "prime"


# --- under guard ------------------------------------------------------------------------------------


async def test_a_denial_ends_the_steps_with_its_sentence(bench: Bench) -> None:
    await bench.coordinator.waterer.standings.change(BASIL, locked=True)
    steps = await begin(bench)
    ended = await go(bench, steps, {}, 0)
    assert ended["reason"] == "not_run"
    assert ended["description_placeholders"]["why"].startswith("Basil is locked")
    assert bench.outlet.said == ["off"]


async def test_a_later_step_is_guarded_as_well(bench: Bench) -> None:
    steps = await begin(bench)
    await go(bench, steps, {}, 4)
    bench.coordinator.async_change(BASIL, enabled=False)
    ended = await go(bench, steps, {"prime_s": 5}, 0)
    assert ended["reason"] == "not_run"
    assert ended["description_placeholders"]["why"].startswith("Basil is disabled")


async def test_an_outlet_that_does_not_open_ends_the_steps_with_its_sentence(bench: Bench) -> None:
    steps = await begin(bench)
    bench.outlet.on_open = "refuse"
    ended = await go(bench, steps, {}, 20)
    assert ended["reason"] == "not_run"
    assert "outlet didn't" in ended["description_placeholders"]["why"]


async def test_a_ledger_that_cannot_be_written_ends_the_steps_before_any_water(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object, **__: object) -> None:
        raise LedgerError("disk full")

    steps = await begin(bench)
    monkeypatch.setattr(bench.coordinator.ledger, "save_run", full)
    ended = await go(bench, steps, {}, 0)
    assert ended["reason"] == "not_run"
    assert "disk full" in ended["description_placeholders"]["why"]
    assert "on" not in bench.outlet.said


async def test_who_closes_the_form_in_a_run_ends_neither_the_run_nor_what_follows_it(bench: Bench) -> None:
    steps = await begin(bench)
    flows = bench.hass.config_entries.subentries
    await flows.async_configure(steps.now["flow_id"], {})
    await bench.settle()
    assert bench.outlet.flowing
    flows.async_abort(steps.now["flow_id"])
    await bench.pass_time(4)

    assert not bench.outlet.flowing
    assert bench.state("outlet").state == "closed"
    assert len(bench.told("plant_watered")) == 1
    async with asyncio.timeout(5):
        await bench.coordinator.waterer.idle()


async def test_a_plant_that_is_deleted_between_two_steps_ends_them(bench: Bench) -> None:
    steps = await begin(bench)
    await go(bench, steps, {}, 4)
    bench.hass.config_entries.async_remove_subentry(bench.entry, BASIL)
    await bench.settle()
    ended: Any = await bench.hass.config_entries.subentries.async_configure(steps.now["flow_id"], {"prime_s": 5})
    assert ended["reason"] == "not_set_up"


async def test_a_measured_flow_that_cannot_be_is_refused_in_words(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    steps = await measured(bench, {"priming_s": 0, "cup_s": 5})
    ended = await go(bench, steps, {"measured_ml": 100_000}, 0)
    assert ended["reason"] == "not_kept"
    assert "not possible" in ended["description_placeholders"]["why"]


async def test_a_trial_is_never_judged(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, pot_volume_l=0.5)
    await measured(bench)
    await bench.pass_time(1_900, step=100)
    await bench.moisture(45.1)
    await bench.pass_time(61, step=31)

    run = bench.coordinator.waterer.latest(BASIL)
    assert run
    assert (run.state, run.effect) == (RunState.COMPLETED, Effect.UNJUDGED)
    assert bench.coordinator.waterer.standings.of(BASIL).without_effect == 0
