"""A run moves only where its table leads, and always comes to an end."""

from dataclasses import fields, replace
from itertools import product

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.commands import Origin, Priority, WaterCommand
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.watering.runs import (
    ACTIVE,
    SETTLING,
    TRANSITIONS,
    WAITING,
    IllegalTransition,
    Run,
    RunState,
)

from ..domain.conftest import LAW
from .conftest import NOW, a_run

ENDS = {RunState.COMPLETED, RunState.FAILED, RunState.DENIED, RunState.CANCELLED, RunState.INTERRUPTED}
ALL_MOVES = list(product(RunState, RunState))
COMMAND = WaterCommand(
    plant_id="basil",
    amount_ml=120.0,
    origin=Origin.ACTION,
    reason=reason("asked_for"),
    pulses=4,
    priority=Priority.HIGH,
    idempotency_key="breakfast",
    override=True,
    approved=True,
    replays="earlier",
    user_id="anna",
    context_id="context",
)


def reachable(start: RunState) -> set[RunState]:
    """Every state that a run in this one may still be in."""
    found, look = {start}, [start]
    while look:
        new = TRANSITIONS[look.pop()] - found
        found |= new
        look.extend(new)
    return found


def before(state: RunState) -> set[RunState]:
    """The states from which a run may move into this one."""
    return {start for start, ends in TRANSITIONS.items() if state in ends}


# --- the table --------------------------------------------------------------------------------------


def test_every_state_has_its_place_in_the_table_and_is_reached_from_queued() -> None:
    assert set(TRANSITIONS) == set(RunState) == reachable(RunState.QUEUED)


def test_ends_end_and_nothing_else_does() -> None:
    assert {state for state, following in TRANSITIONS.items() if not following} == ENDS


@pytest.mark.parametrize("state", RunState)
def test_every_run_can_come_to_an_end(state: RunState) -> None:
    assert reachable(state) & ENDS


def test_water_flows_only_after_the_guardrails_were_asked_and_a_plan_was_made() -> None:
    assert before(RunState.WATERING) == {RunState.PLANNING}
    assert before(RunState.PLANNING) == {RunState.VALIDATING}


def test_a_run_is_completed_only_after_water_soak_and_verification() -> None:
    assert before(RunState.COMPLETED) == {RunState.VERIFYING}
    assert before(RunState.VERIFYING) == {RunState.SOAKING}


def test_what_was_watered_is_never_denied() -> None:
    assert before(RunState.DENIED) == {RunState.VALIDATING, RunState.AWAITING_APPROVAL}
    assert RunState.DENIED not in TRANSITIONS[RunState.WATERING] | TRANSITIONS[RunState.SOAKING]


@pytest.mark.parametrize("state", sorted(ACTIVE))
@pytest.mark.parametrize("end", [RunState.FAILED, RunState.CANCELLED, RunState.INTERRUPTED])
def test_whatever_is_at_work_may_fail_be_cancelled_and_be_interrupted(state: RunState, end: RunState) -> None:
    assert a_run(state=state).moved(end).state is end


def test_waiting_watering_and_settling_are_all_that_is_no_end() -> None:
    assert WAITING | {RunState.WATERING} == ACTIVE
    assert not WAITING & SETTLING and RunState.WATERING not in SETTLING
    assert set(RunState) - ENDS == ACTIVE | SETTLING


@pytest.mark.parametrize(("start", "end"), ALL_MOVES)
def test_a_run_moves_where_its_table_leads_and_nowhere_else(start: RunState, end: RunState) -> None:
    run = a_run(state=start)
    if end in TRANSITIONS[start]:
        assert run.moved(end) == replace(run, state=end)
    else:
        with pytest.raises(IllegalTransition, match=f"{start} → {end}"):
            run.moved(end)
        assert run.state is start


def test_a_move_takes_its_changes_along_and_leaves_the_run_before_it_as_it_was() -> None:
    run = a_run()
    failed = run.moved(RunState.FAILED, failure=reason("failed_expired"), delivered_ml=3.0)
    assert (failed.state, failed.failure, failed.delivered_ml) == (RunState.FAILED, reason("failed_expired"), 3.0)
    assert run == a_run()


# --- the command ------------------------------------------------------------------------------------


def test_a_run_begins_queued_with_all_that_its_command_says() -> None:
    run = Run.of(COMMAND, "one", "Basil", NOW)
    assert (run.run_id, run.plant_name, run.requested_at, run.state) == ("one", "Basil", NOW, RunState.QUEUED)
    assert run.command() == COMMAND


def test_nothing_that_a_command_can_say_is_forgotten() -> None:
    unsaid = {name for name in WaterCommand.model_fields if name not in COMMAND.model_fields_set}
    assert unsaid == {"continues"}
    known = {field.name for field in fields(Run)}
    assert set(WaterCommand.model_fields) - unsaid <= known


@pytest.mark.parametrize(("pulse", "left", "continues"), [(0, 120.0, False), (1, 90.0, True), (3, 30.0, True)])
def test_after_a_pulse_the_rest_of_the_amount_is_asked_for(pulse: int, left: float, continues: bool) -> None:
    run = replace(Run.of(COMMAND, "one", "Basil", NOW), pulse=pulse)
    rest = {"amount_ml": left, "pulses": 4 - pulse, "continues": continues}
    assert run.command() == COMMAND.model_copy(update=rest)
    assert run.pulse_ml == 30.0


@given(st.floats(0.1, 100_000), st.integers(1, 500))
@LAW
def test_pulses_give_the_amount_and_no_more(amount: float, pulses: int) -> None:
    run, given_ml = a_run(amount_ml=amount, pulses=pulses), 0.0
    for pulse in range(pulses):
        run = replace(run, pulse=pulse)
        assert run.left_ml == pytest.approx(amount - given_ml, rel=1e-6, abs=1e-6)
        given_ml += run.pulse_ml
    assert replace(run, pulse=pulses).left_ml == pytest.approx(0.0, abs=amount * 1e-9)
    assert given_ml == pytest.approx(amount)


@pytest.mark.parametrize(
    ("state", "pulse", "pauses"),
    [
        (RunState.SOAKING, 0, False),
        (RunState.SOAKING, 1, True),
        (RunState.SOAKING, 2, True),
        (RunState.SOAKING, 3, False),
        (RunState.QUEUED, 1, False),
        (RunState.WATERING, 1, False),
    ],
)
def test_only_a_soak_before_another_pulse_is_a_pause(state: RunState, pulse: int, pauses: bool) -> None:
    assert a_run(state=state, pulse=pulse, pulses=3).soaks_between is pauses


@pytest.mark.parametrize("state", RunState)
def test_a_caller_hears_of_completion_once_the_outlet_has_closed(state: RunState) -> None:
    closed = state in {RunState.SOAKING, RunState.VERIFYING, RunState.COMPLETED}
    assert a_run(state=state).outcome == ("completed" if closed else state)


def test_a_run_that_only_pauses_before_its_next_pulse_is_not_completed() -> None:
    paused = a_run(state=RunState.SOAKING, pulse=1, pulses=2, delivered_ml=50.0)
    assert paused.outcome != RunState.COMPLETED
