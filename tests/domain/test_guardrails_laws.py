"""Whoever asks, and whatever is known: nobody gets past more guardrails than their own."""

from datetime import time

from hypothesis import given, strategies as st

from custom_components.plantos.domain.commands import Origin, WaterCommand
from custom_components.plantos.domain.guardrails import check
from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.domain.readings import Measure, Reading
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.domain.settings import Settings
from custom_components.plantos.domain.snapshots import History, OutletState, Snapshot
from custom_components.plantos.domain.standing import Care, Standing
from custom_components.plantos.domain.supplies import Supply, SupplyState

from .conftest import DAY, HOUR, LAW, MINUTE, NOW, a_command, a_plant

MOMENTS = st.none() | st.sampled_from([NOW - DAY, NOW - MINUTE, NOW + MINUTE])
LEVELS = st.none() | st.sampled_from([0.0, 500.0, 50_000.0])
BARREL = Supply(supply_id="barrel", name="Rain barrel")
BLOCKED = st.none() | st.just(reason("denied_flow_after_close", supply="Rain barrel"))
SUPPLIES = st.none() | st.builds(
    SupplyState,
    supply=st.just(BARREL),
    has_tank=st.booleans(),
    tank_ml=LEVELS,
    watches_leaks=st.booleans(),
    leak=st.none() | st.booleans(),
    blocked=BLOCKED,
)
PLANTS = st.builds(
    a_plant,
    enabled=st.booleans(),
    indoor=st.booleans(),
    flow_calibrated=st.booleans(),
    strategy=st.sampled_from(["moisture", "manual"]),
    gap_min=st.none() | st.sampled_from([0.0, 600.0]),
    pulse_ml=st.none() | st.just(100.0),
)
STANDINGS = st.builds(
    Standing,
    off=st.booleans(),
    locked=st.booleans(),
    postponed_until=MOMENTS,
    without_effect=st.integers(0, 3),
)


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """Anything that can be known of a plant, much of it speaking against water."""
    plant: Plant = draw(PLANTS)
    at = st.sampled_from([NOW, NOW - 2 * HOUR])
    moisture = st.builds(Reading, st.just(Measure.MOISTURE), st.none() | st.floats(0, 100), at)
    air = st.builds(Reading, st.just(Measure.TEMPERATURE), st.sampled_from([-5.0, 20.0]), at)
    return Snapshot(
        plant=plant,
        at=NOW,
        settings=draw(st.sampled_from([Settings(), Settings(quiet_start=time(11), quiet_end=time(13))])),
        readings={reading.measure: reading for reading in draw(st.tuples(moisture, air))},
        history=History(
            last_watered=draw(MOMENTS),
            last_tried=draw(MOMENTS),
            day_ml=draw(st.sampled_from([0.0, 700.0, 1_000.0])),
            hour_runs=draw(st.sampled_from([0, 6])),
            running=draw(st.booleans()),
            awaiting=draw(st.booleans()),
        ),
        outlet=draw(st.sampled_from(OutletState)),
        outlet_rests=draw(st.booleans()),
        supply=draw(SUPPLIES),
        care=Care(draw(STANDINGS), draw(STANDINGS)),
        clock_doubted=draw(st.booleans()),
    )


COMMANDS = st.builds(
    a_command,
    st.sampled_from([-1.0, 50.0, 300.0, 501.0]),
    st.sampled_from(Origin),
    continues=st.booleans(),
    approved=st.booleans(),
)


@given(COMMANDS, snapshots())
@LAW
def test_an_override_passes_gap_and_quiet_hours_and_nothing_else(command: WaterCommand, snapshot: Snapshot) -> None:
    plain = check(command, snapshot).violations
    overridden = check(command.model_copy(update={"override": True}), snapshot).violations
    assert overridden == tuple(why for why in plain if why.key not in {"denied_gap", "denied_quiet"})


@given(COMMANDS, snapshots())
@LAW
def test_an_approval_passes_no_guardrail(command: WaterCommand, snapshot: Snapshot) -> None:
    approved = command.model_copy(update={"approved": not command.approved})
    assert check(approved, snapshot) == check(command, snapshot)


@given(COMMANDS, snapshots())
@LAW
def test_a_hand_at_the_outlet_passes_its_state_the_gap_and_quiet_hours_and_nothing_else(
    command: WaterCommand, snapshot: Snapshot
) -> None:
    asked = check(command.model_copy(update={"origin": Origin.MANUAL}), snapshot).violations
    foreign = check(command.model_copy(update={"origin": Origin.FOREIGN}), snapshot).violations
    passed = {"denied_gap", "denied_quiet", "denied_no_outlet", "denied_outlet_unconfirmed"}
    assert foreign == tuple(why for why in asked if why.key not in passed)


@given(COMMANDS, snapshots())
@LAW
def test_a_strategy_may_never_water_where_a_person_may_not(command: WaterCommand, snapshot: Snapshot) -> None:
    asked = check(command.model_copy(update={"origin": Origin.ACTION}), snapshot).violations
    automatic = check(command.model_copy(update={"origin": Origin.AUTOMATIC}), snapshot).violations
    assert all(why in automatic for why in asked)
