"""Water flows when it should, as much as it should, and stops."""

import asyncio
from dataclasses import replace
from types import MappingProxyType

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import Context
from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.plantos.commands import async_water, async_water_now
from custom_components.plantos.watering.runs import TRANSITIONS, IllegalTransition, RunState

from .conftest import BASIL, FERN, Bench, BenchMaker, Pair, plant_data, subentry
from .scripted import ScriptedOutlet


async def test_a_probe_that_falls_below_the_minimum_starts_a_run_without_waiting_for_a_poll(bench: Bench) -> None:
    await bench.moisture(31)
    assert bench.outlet.said == ["off"]

    await bench.moisture(29)
    assert bench.outlet.flowing
    assert bench.state("watering_status").state == "watering"
    assert bench.state("outlet").state == "open"

    await bench.pass_time(11)
    assert not bench.outlet.flowing
    assert bench.state("outlet").state == "closed"
    [watered] = bench.told("plant_watered")
    assert watered["ml"] == pytest.approx(100, abs=10)
    assert watered["moisture_before"] == 29
    assert watered["reason_key"] == "decision_dry"
    assert watered["reason"].startswith("Soil moisture of 29 % is below")
    assert float(bench.state("water_used").state) == pytest.approx(watered["ml"] / 1000, abs=0.001)


@pytest.mark.parametrize("nonsense", ["unavailable", "unknown", "NaN", "nan", "inf", "150", "-5", "wet", ""])
async def test_nonsense_never_starts_water(bench: Bench, nonsense: str) -> None:
    await bench.moisture(nonsense)
    await bench.pass_time(120, step=30)

    assert bench.outlet.said == ["off"]


async def test_nonsense_after_a_dry_spell_keeps_the_last_value_but_waters_nothing(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    await bench.moisture(25)
    await bench.moisture("NaN")
    state = bench.state("moisture")

    assert state.state == "25.0"
    assert (state.attributes["quality"], state.attributes["fault"]) == (0.0, "not_a_number")


async def test_a_silent_probe_leaves_its_last_value_at_half_quality(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.moisture("unavailable")
    await bench.pass_time(180, step=60)

    assert bench.state("moisture").state == "45.0"
    assert bench.state("moisture").attributes["quality"] == 0.5
    assert bench.state("problem").attributes["problems"] == ["moisture_unavailable"]
    assert caplog.text.count("doesn't answer") == 1

    await bench.moisture(44)
    assert bench.state("problem").state == "off"
    assert caplog.text.count("answers again") == 1


async def test_a_backup_stands_in_within_the_same_poll_waters_and_is_told_of_once(
    make_bench: BenchMaker, caplog: pytest.LogCaptureFixture
) -> None:
    bench = await make_bench(backups={"moisture": "sensor.backup"})
    bench.hass.states.async_set("sensor.backup", "40")
    await bench.moisture("unavailable")
    await bench.pass_time(180, step=60)
    shown = bench.state("moisture")
    assert (shown.state, shown.attributes["quality"], shown.attributes["source"]) == ("40.0", 1.0, "backup")
    assert [each.levelname for each in caplog.records if "answer" in each.getMessage()] == ["WARNING"]

    bench.hass.states.async_set("sensor.backup", "25")
    await bench.settle()
    assert bench.outlet.flowing


async def test_a_rise_while_water_soaks_in_is_shown_at_once_and_any_other_waits_for_a_second_sample(
    bench: Bench,
) -> None:
    await bench.moisture(80)
    assert (bench.state("moisture").state, bench.state("moisture").attributes["fault"]) == ("45.0", "jump")
    await bench.moisture(25)
    await bench.pass_time(300, step=60)
    await bench.moisture(80)
    assert (bench.state("moisture").state, bench.state("moisture").attributes["quality"]) == ("80.0", 1.0)


async def test_three_samples_in_a_row_that_make_no_sense_are_one_failure_of_their_probe(bench: Bench) -> None:
    breaker = bench.coordinator.waterer.breakers.all()[f"{BASIL}:moisture"]
    failures = []
    for nonsense in (150, 151, 152):
        await bench.pass_time(1)
        await bench.moisture(nonsense)
        failures.append(breaker.total_failures)
    assert failures == [0, 0, 1]


async def test_a_plant_waters_again_only_after_soak_and_gap(bench: Bench) -> None:
    await bench.moisture(20)
    await bench.pass_time(20)
    assert bench.outlet.said.count("on") == 1

    for _ in range(29):
        await bench.pass_time(120, step=60)
        await bench.moisture(20)
        assert bench.outlet.said.count("on") == 1
    await bench.pass_time(240, step=60)
    await bench.moisture(19)
    assert bench.outlet.said.count("on") == 2


async def test_a_run_is_verified_by_the_first_reading_after_the_soak(bench: Bench) -> None:
    await bench.moisture(20)
    await bench.pass_time(12)
    assert bench.state("watering_status").state == "soaking"

    await bench.pass_time(1700, step=100)
    await bench.moisture(50)
    assert bench.state("watering_status").state == "soaking"
    await bench.pass_time(200, step=100)
    await bench.moisture(51)

    assert bench.state("watering_status").state == "completed"
    [verified] = bench.told("watering_verified")
    assert (verified["moisture_before"], verified["moisture_after"]) == (20, 51)


async def test_a_run_that_nobody_can_verify_ends_after_six_hours(bench: Bench) -> None:
    await bench.moisture(20)
    await bench.pass_time(12)
    await bench.moisture("unavailable")
    await bench.pass_time(6 * 3600 + 60, step=600)

    assert bench.state("watering_status").state == "completed"
    assert bench.told("watering_verified") == []


async def test_a_plant_without_automatic_watering_stays_dry_until_asked(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    await bench.moisture(25)
    assert bench.outlet.said == ["off"]
    assert bench.state("needs_water").state == "on"

    await bench.hass.services.async_call(
        "switch", "turn_on", {"entity_id": bench.state("automatic_watering").entity_id}, blocking=True
    )
    await bench.settle()
    assert bench.outlet.said == ["off", "on"]


async def test_two_plants_of_one_supply_water_one_after_the_other(make_bench: BenchMaker) -> None:
    fern = ScriptedOutlet("fern_pump")
    bench = await make_bench(
        subentry("tank-id", {"name": "Tank"}, "supply"),
        subentry(BASIL, plant_data(supply="tank-id", automatic=False)),
        subentry(
            FERN,
            plant_data(
                "Fern", supply="tank-id", automatic=False, probes={}, outlet="switch.fern_pump", strategy="manual"
            ),
        ),
        outlets=(fern,),
    )
    first = await async_water(bench.coordinator, BASIL, Context())
    second = await async_water(bench.coordinator, FERN, Context())
    await bench.settle()
    assert (bench.outlet.flowing, fern.flowing) == (True, False)
    assert second.run.state is RunState.QUEUED

    await bench.pass_time(11)
    assert (bench.outlet.flowing, fern.flowing) == (False, True)
    await bench.pass_time(11)
    assert (bench.outlet.flowing, fern.flowing) == (False, False)
    assert [(await job.ended).outcome for job in (first, second)] == ["completed", "completed"]


async def test_plants_with_pumps_of_their_own_water_side_by_side(make_bench: BenchMaker) -> None:
    fern = ScriptedOutlet("fern_pump")
    bench = await make_bench(
        subentry(BASIL, plant_data()),
        subentry(FERN, plant_data("Fern", outlet="switch.fern_pump")),
        outlets=(fern,),
    )
    await bench.moisture(20)

    assert (bench.outlet.flowing, fern.flowing) == (True, True)


async def test_a_hub_tells_two_outlets_at_a_time_to_open(make_bench: BenchMaker) -> None:
    others = {name: ScriptedOutlet(f"{name}_pump") for name in ("fern", "lily")}
    bench = await make_bench(
        subentry(BASIL, plant_data(automatic=False)),
        *(subentry(f"{name}-id", plant_data(name, automatic=False, outlet=f"switch.{name}_pump")) for name in others),
        outlets=tuple(others.values()),
    )
    outlets = [bench.outlet, *others.values()]
    for outlet in outlets:
        outlet.on_open = "late"
    for plant_id in bench.coordinator.plants:
        await async_water(bench.coordinator, plant_id, Context())
    await bench.settle()
    assert ["on" in outlet.said for outlet in outlets] == [True, True, False]

    for outlet in outlets:
        outlet.release()
    await bench.settle()
    assert [outlet.flowing for outlet in outlets] == [True, True, True]


async def test_a_waiting_run_that_is_stopped_never_opens(pair: Pair) -> None:
    bench, fern = pair
    await async_water(bench.coordinator, BASIL, Context())
    waiting = await async_water(bench.coordinator, FERN, Context())
    await bench.coordinator.waterer.stop([FERN])
    await bench.pass_time(15)

    assert (await waiting.ended).state is RunState.CANCELLED
    assert "on" not in fern.said
    assert bench.told("watering_failed") == []


async def test_stopping_closes_at_once_and_books_what_flowed(bench: Bench) -> None:
    job = await async_water(bench.coordinator, BASIL, Context())
    await bench.pass_time(4)
    closed = await bench.coordinator.waterer.stop([BASIL])
    await bench.settle()

    assert closed == {BASIL: True}
    assert not bench.outlet.flowing
    run = await job.ended
    assert run.state is RunState.CANCELLED
    assert run.delivered_ml == pytest.approx(40, abs=11)
    assert bench.told("plant_watered")[0]["status"] == "cancelled"


async def test_a_stop_in_the_very_moment_of_asking_leaves_nothing_open(bench: Bench) -> None:
    asked = asyncio.create_task(async_water(bench.coordinator, BASIL, Context()))
    await asyncio.sleep(0)
    await bench.coordinator.waterer.stop([BASIL])
    await asked
    await bench.pass_time(15)

    assert not bench.outlet.flowing
    assert bench.coordinator.waterer.flowing() == set()


async def test_a_denial_at_its_turn_opens_nothing(pair: Pair) -> None:
    bench, fern = pair
    await async_water(bench.coordinator, BASIL, Context())
    waiting = await async_water(bench.coordinator, FERN, Context())
    bench.coordinator.async_change(FERN, enabled=False)
    await bench.pass_time(12)

    assert (await waiting.ended).state is RunState.DENIED
    assert "on" not in fern.said


async def test_the_same_key_gives_the_same_answer_and_no_more_water(bench: Bench) -> None:
    asked = [async_water(bench.coordinator, BASIL, Context(), 50, "breakfast") for _ in range(5)]
    jobs = await asyncio.gather(*asked)
    await bench.pass_time(8)
    again = await async_water(bench.coordinator, BASIL, Context(), 50, "breakfast")

    assert len({job.run.run_id for job in [*jobs, again]}) == 1
    assert bench.outlet.said.count("on") == 1
    assert (await again.ended).outcome == "completed"


async def test_the_same_key_is_known_after_a_restart_and_forgotten_after_a_day(bench: Bench) -> None:
    first = await async_water(bench.coordinator, BASIL, Context(), 50, "breakfast")
    await bench.pass_time(8)
    await bench.reload()
    await bench.pass_time(23.5 * 3600, step=1800)
    again = await async_water(bench.coordinator, BASIL, Context(), 50, "breakfast")
    assert again.run.run_id == first.run.run_id

    await bench.pass_time(3600, step=1800)
    later = await async_water(bench.coordinator, BASIL, Context(), 50, "breakfast")
    assert later.run.run_id != first.run.run_id


async def test_a_key_that_was_denied_stays_denied(bench: Bench) -> None:
    first = await async_water(bench.coordinator, BASIL, Context(), 5000, "flood")
    again = await async_water(bench.coordinator, BASIL, Context(), 5000, "flood")

    assert first.run.state is again.run.state is RunState.DENIED
    assert first.run.run_id == again.run.run_id


async def test_the_day_limit_counts_a_rolling_day(bench: Bench) -> None:
    for _ in range(2):
        job = await async_water(bench.coordinator, BASIL, Context(), 460)
        await bench.pass_time(50)
        assert (await job.ended).outcome == "completed"
        await bench.pass_time(3700, step=600)
    with pytest.raises(ServiceValidationError) as error:
        await async_water_now(bench.coordinator, BASIL, Context())
    assert error.value.translation_key == "denied_day_limit"

    await bench.pass_time(24 * 3600, step=3600)
    await async_water_now(bench.coordinator, BASIL, Context())


def test_a_run_moves_only_where_its_table_leads(bench: Bench) -> None:
    ends = {state for state, following in TRANSITIONS.items() if not following}
    assert ends == {
        RunState.COMPLETED,
        RunState.FAILED,
        RunState.DENIED,
        RunState.CANCELLED,
        RunState.INTERRUPTED,
    }
    assert set(TRANSITIONS) == set(RunState)


async def test_an_illegal_move_is_impossible(bench: Bench) -> None:
    job = await async_water(bench.coordinator, BASIL, Context(), 50)
    await bench.pass_time(8)
    run = await job.ended
    with pytest.raises(IllegalTransition):
        run.moved(RunState.WATERING)
    with pytest.raises(IllegalTransition):
        replace(run, state=RunState.COMPLETED).moved(RunState.SOAKING)


async def test_a_flow_rate_changed_while_waiting_counts(pair: Pair) -> None:
    bench, _ = pair
    await async_water(bench.coordinator, BASIL, Context())
    waiting = await async_water(bench.coordinator, FERN, Context())
    bench.coordinator.async_change(FERN, flow_ml_s=20.0)
    await bench.pass_time(20)

    assert (await waiting.ended).delivered_ml == pytest.approx(100, abs=21)


async def test_a_plant_that_is_added_during_a_run_disturbs_nobody(bench: Bench) -> None:
    job = await async_water(bench.coordinator, BASIL, Context())
    await bench.settle()
    bench.hass.config_entries.async_add_subentry(
        bench.entry,
        ConfigSubentry(
            data=MappingProxyType(plant_data("New", outlet=None)),
            subentry_type="plant",
            title="New",
            unique_id=None,
            subentry_id="new-id",
        ),
    )
    bench.coordinator.async_change(BASIL, moisture_min=20.0)
    await bench.pass_time(5)
    assert bench.outlet.flowing
    await bench.pass_time(70, step=10)

    assert (await job.ended).outcome == "completed"
    assert "new-id" in bench.coordinator.plants


async def test_a_plant_that_is_deleted_in_a_run_is_watered_no_more(bench: Bench) -> None:
    job = await async_water(bench.coordinator, BASIL, Context(), 500)
    await bench.pass_time(3)
    bench.hass.config_entries.async_remove_subentry(bench.entry, BASIL)
    await bench.settle()
    assert not bench.outlet.flowing
    assert (await job.ended).outcome == "cancelled"


async def test_a_run_replaced_while_soaking_in_is_ended(bench: Bench) -> None:
    await async_water(bench.coordinator, BASIL, Context(), 50)
    await bench.pass_time(10)
    await bench.moisture("unavailable")
    await bench.pass_time(3700, step=100)
    await async_water(bench.coordinator, BASIL, Context(), 50)
    await bench.pass_time(10)

    [unfinished] = await bench.coordinator.ledger.unfinished_runs("hub-id")
    assert unfinished.state is RunState.SOAKING
