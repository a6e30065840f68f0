"""Nothing flows that any rule speaks against."""

from datetime import timedelta
from math import inf, nan

from hypothesis import example, given, strategies as st
import pytest

from custom_components.plantos.domain.commands import Origin, WaterCommand
from custom_components.plantos.domain.guardrails import GUARDRAILS, Rule, check
from custom_components.plantos.domain.readings import Reading
from custom_components.plantos.domain.reasons import Reason, reason
from custom_components.plantos.domain.snapshots import OutletState, Snapshot

from .conftest import HOUR, LAW, MINUTE, NOW, a_command, a_plant, a_reading, a_snapshot, cached, quarantined

DRY = a_reading(20.0)
EVERYBODY = pytest.mark.parametrize("origin", Origin)


def denials(command: WaterCommand, snapshot: Snapshot) -> list[str]:
    return [violation.key for violation in check(command, snapshot).violations]


@EVERYBODY
def test_a_dry_plant_with_a_closed_outlet_may_be_watered(origin: Origin) -> None:
    verdict = check(a_command(origin=origin), a_snapshot(DRY))
    assert (verdict.allowed, verdict.violations) == (True, ())


@EVERYBODY
def test_a_disabled_plant_is_not_watered(origin: Origin) -> None:
    assert denials(a_command(origin=origin), a_snapshot(DRY, plant=a_plant(enabled=False))) == ["denied_disabled"]


@EVERYBODY
@pytest.mark.parametrize("amount", [0.0, -0.0, -1.0, -inf, nan])
def test_no_water_is_no_watering(amount: float, origin: Origin) -> None:
    assert "denied_amount" in denials(a_command(amount, origin), a_snapshot(DRY))


@EVERYBODY
def test_a_run_may_give_500_ml_and_not_a_drop_more(origin: Origin) -> None:
    assert denials(a_command(500.0, origin), a_snapshot(DRY)) == []
    assert denials(a_command(500.1, origin), a_snapshot(DRY)) == ["denied_run_limit"]


@EVERYBODY
def test_a_day_may_give_1000_ml_and_not_a_drop_more(origin: Origin) -> None:
    assert denials(a_command(400.0, origin), a_snapshot(DRY, day_ml=600.0)) == []
    assert denials(a_command(400.0, origin), a_snapshot(DRY, day_ml=600.1)) == ["denied_day_limit"]


def test_an_override_does_not_lift_the_limits() -> None:
    command = a_command(501.0, Origin.MANUAL, override=True)
    assert denials(command, a_snapshot(DRY, day_ml=500.0)) == ["denied_run_limit", "denied_day_limit"]


def test_an_amount_is_denied_and_never_clamped() -> None:
    [violation] = check(a_command(750.0), a_snapshot(DRY)).violations
    assert violation == reason("denied_run_limit", amount=750.0, limit=500.0)


any_amount = st.floats() | st.floats(0, 2_000)
any_limit = st.none() | st.floats(0, 1e6, exclude_min=True)


@given(any_amount, any_limit, any_limit, st.floats(0, 2_000), st.sampled_from(Origin), st.booleans())
@example(nan, None, None, 0.0, Origin.MANUAL, True)
@example(inf, None, None, 0.0, Origin.MANUAL, True)
@example(-inf, None, None, 0.0, Origin.MANUAL, True)
@example(501.0, 1e6, None, 500.0, Origin.AUTOMATIC, False)
@LAW
def test_no_command_over_a_limit_is_ever_allowed(
    amount: float, max_run: float | None, max_day: float | None, used: float, origin: Origin, override: bool
) -> None:
    plant = a_plant(max_run_ml=max_run, max_day_ml=max_day, flow_ml_s=10_000)
    verdict = check(a_command(amount, origin, override=override), a_snapshot(DRY, plant=plant, day_ml=used))
    within = 0.0 < amount <= plant.run_limit_ml and used + amount <= plant.day_limit_ml
    assert verdict.allowed is (within and plant.run_limit_s(amount) <= plant.longest_run_s)


def test_a_day_of_which_nobody_knows_how_much_it_gave_allows_nothing() -> None:
    assert not check(a_command(), a_snapshot(DRY, day_ml=nan)).allowed


@EVERYBODY
def test_a_plant_that_is_being_watered_is_not_watered_twice(origin: Origin) -> None:
    assert denials(a_command(origin=origin), a_snapshot(DRY, running=True)) == ["denied_running"]


@pytest.mark.parametrize("origin", [Origin.AUTOMATIC, Origin.MANUAL, Origin.ACTION])
@pytest.mark.parametrize(
    ("outlet", "denial"),
    [
        (OutletState.ABSENT, "denied_no_outlet"),
        (OutletState.OPEN, "denied_outlet_unconfirmed"),
        (OutletState.UNKNOWN, "denied_outlet_unconfirmed"),
    ],
)
def test_only_an_outlet_confirmed_closed_may_be_opened(outlet: OutletState, denial: str, origin: Origin) -> None:
    assert denials(a_command(origin=origin, override=True), a_snapshot(DRY, outlet=outlet)) == [denial]


@pytest.mark.parametrize(
    ("calibrated", "flow", "amount", "allowed"),
    [
        # 28 s · 10 ml/s ÷ 1.2 is 233.3 ml; 598 s · 1 ml/s ÷ 1.2 is 498.3 ml.
        (False, 10.0, 233.0, True),
        (False, 10.0, 234.0, False),
        (True, 1.0, 498.0, True),
        (True, 1.0, 499.0, False),
        (True, 10.0, 499.0, True),
    ],
)
def test_a_dose_that_does_not_fit_into_the_outlets_longest_run_is_denied(
    calibrated: bool, flow: float, amount: float, allowed: bool
) -> None:
    snapshot = a_snapshot(DRY, plant=a_plant(flow_calibrated=calibrated, flow_ml_s=flow))
    assert denials(a_command(amount), snapshot) == ([] if allowed else ["denied_run_too_long"])


def test_priming_counts_into_the_longest_run() -> None:
    plant = a_plant(flow_calibrated=False, priming_s=20.0)
    assert denials(a_command(), a_snapshot(DRY, plant=plant)) == ["denied_run_too_long"]


@pytest.mark.parametrize(("passed", "allowed"), [(59 * MINUTE, False), (60 * MINUTE, True), (61 * MINUTE, True)])
def test_60_minutes_pass_between_two_waterings(passed: timedelta, allowed: bool) -> None:
    snapshot = a_snapshot(DRY, last_watered=NOW - passed)
    assert denials(a_command(), snapshot) == ([] if allowed else ["denied_gap"])
    assert denials(a_command(origin=Origin.MANUAL), snapshot) == ([] if allowed else ["denied_gap"])


def test_a_watering_in_the_future_is_no_reason_to_water() -> None:
    assert denials(a_command(origin=Origin.MANUAL), a_snapshot(DRY, last_watered=NOW + HOUR)) == ["denied_gap"]


def test_a_denied_gap_says_how_long_is_left() -> None:
    [violation] = check(a_command(origin=Origin.MANUAL), a_snapshot(DRY, last_watered=NOW - 45 * MINUTE)).violations
    assert violation == reason("denied_gap", minutes=15.0)


def test_somebody_who_overrides_need_not_wait() -> None:
    command = a_command(origin=Origin.MANUAL, override=True)
    assert check(command, a_snapshot(DRY, last_watered=NOW - MINUTE)).allowed


@pytest.mark.parametrize("reading", [cached(5.0), quarantined(5.0), a_reading(None)])
def test_a_reading_that_is_not_fresh_starts_no_automatic_watering(reading: Reading) -> None:
    assert denials(a_command(), a_snapshot(reading)) == ["denied_untrusted"]


def test_no_reading_starts_no_automatic_watering() -> None:
    assert denials(a_command(), a_snapshot()) == ["denied_untrusted"]


@pytest.mark.parametrize("reading", [cached(5.0), quarantined(5.0), a_reading(None), cached(99.0)])
def test_somebody_may_water_a_plant_whose_probe_is_broken(reading: Reading) -> None:
    assert check(a_command(origin=Origin.MANUAL), a_snapshot(reading)).allowed


def test_a_plant_whose_strategy_needs_no_moisture_needs_no_fresh_reading() -> None:
    assert "denied_untrusted" not in denials(a_command(), a_snapshot(plant=a_plant(strategy="manual")))


@given(
    st.timedeltas(timedelta(), timedelta(days=3)),
    st.timedeltas(timedelta(), timedelta(days=3)),
    st.floats(0, 100),
    st.sampled_from([0.0, 0.5, 1.0]),
)
@example(2 * HOUR, 90 * MINUTE, 10.0, 1.0)
@example(2 * HOUR, 90 * MINUTE + timedelta(microseconds=1), 10.0, 1.0)
@LAW
def test_automatic_water_needs_a_fresh_reading_from_30_minutes_after_the_last_watering(
    watered_ago: timedelta, read_ago: timedelta, moisture: float, quality: float
) -> None:
    reading = Reading(DRY.measure, moisture, NOW - read_ago, quality=quality)
    allowed = check(a_command(), a_snapshot(reading, last_watered=NOW - watered_ago)).allowed
    soaked = watered_ago - read_ago >= timedelta(minutes=30)
    assert allowed is (quality == 1.0 and soaked and watered_ago >= HOUR and moisture < 60.0)


@pytest.mark.parametrize(("moisture", "allowed"), [(59.9, True), (60.0, False), (100.0, False)])
def test_saturated_soil_gets_no_automatic_water(moisture: float, allowed: bool) -> None:
    assert denials(a_command(), a_snapshot(a_reading(moisture))) == ([] if allowed else ["denied_saturated"])


def test_saturated_soil_gets_no_automatic_water_even_if_that_is_only_remembered() -> None:
    snapshot = a_snapshot(cached(80.0), plant=a_plant(strategy="manual"))
    assert denials(a_command(), snapshot) == ["denied_saturated"]


def test_somebody_may_water_saturated_soil() -> None:
    assert check(a_command(origin=Origin.MANUAL), a_snapshot(a_reading(99.0))).allowed


def test_every_reason_against_a_watering_is_named() -> None:
    snapshot = a_snapshot(
        a_reading(99.0),
        plant=a_plant(enabled=False),
        outlet=OutletState.UNKNOWN,
        day_ml=900.0,
        last_watered=NOW,
        running=True,
    )
    assert denials(a_command(10_000.0), snapshot) == [
        "denied_disabled",
        "denied_run_limit",
        "denied_day_limit",
        "denied_running",
        "denied_outlet_unconfirmed",
        "denied_run_too_long",
        "denied_gap",
        "denied_untrusted",
        "denied_saturated",
    ]


def _collapses(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    raise ZeroDivisionError


def _agrees(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    return None


@EVERYBODY
def test_a_guardrail_that_raises_denies(origin: Origin, caplog: pytest.LogCaptureFixture) -> None:
    verdict = check(a_command(origin=origin), a_snapshot(DRY), (_agrees, _collapses))
    assert not verdict.allowed
    assert verdict.violations == (reason("denied_rule_failed", rule="collapses"),)
    assert "Guardrail _collapses failed and speaks against it" in caplog.text


def test_the_rules_after_one_that_raises_are_still_asked() -> None:
    verdict = check(a_command(-1.0), a_snapshot(DRY), (_collapses, *GUARDRAILS))
    assert [violation.key for violation in verdict.violations] == ["denied_rule_failed", "denied_amount"]


class _NamelessRule:
    def __call__(self, command: WaterCommand, snapshot: Snapshot) -> Reason | None:
        raise ZeroDivisionError


def test_a_guardrail_without_a_name_that_raises_denies() -> None:
    rule: Rule = _NamelessRule()
    assert not check(a_command(), a_snapshot(DRY), (rule,)).allowed


@pytest.mark.parametrize("rule", GUARDRAILS)
def test_every_guardrail_by_itself_lets_an_innocent_command_pass(rule: Rule) -> None:
    assert check(a_command(), a_snapshot(DRY), (rule,)).allowed


@given(st.floats(0, 1_000, exclude_min=True), st.floats(0))
@LAW
def test_what_is_denied_for_little_water_is_denied_for_more(little: float, more: float) -> None:
    one, other = sorted((little, little + more))
    snapshot = a_snapshot(DRY, day_ml=700.0)
    assert check(a_command(one), snapshot).allowed >= check(a_command(other), snapshot).allowed


def test_a_command_does_not_change_on_its_way() -> None:
    command = a_command()
    with pytest.raises(ValueError, match="frozen"):
        setattr(command, "amount_ml", 5_000.0)
    assert command.amount_ml == 100.0
