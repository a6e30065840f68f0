"""The rules that deny a watering, whoever asked for it: one tuple of small functions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
import logging

from .commands import Origin, WaterCommand
from .readings import Measure
from .reasons import Reason, reason
from .snapshots import OutletState, Snapshot
from .strategies import NEEDS_MOISTURE

_LOGGER = logging.getLogger(__name__)

GAP = timedelta(minutes=60)

type Rule = Callable[[WaterCommand, Snapshot], Reason | None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every rule that speaks against a watering; none means it may flow."""

    violations: tuple[Reason, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.violations


def _disabled(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    return None if snapshot.plant.enabled else reason("denied_disabled", plant=snapshot.plant.name)


def _amount(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    # Written so that NaN is denied: no comparison with it is true.
    if command.amount_ml > 0:
        return None
    return reason("denied_amount", amount=command.amount_ml)


def _run_limit(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    limit = snapshot.plant.run_limit_ml
    if command.amount_ml > limit:
        return reason("denied_run_limit", amount=command.amount_ml, limit=limit)
    return None


def _day_limit(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    limit, used = snapshot.plant.day_limit_ml, snapshot.history.day_ml
    # Not "greater than": a sum that is no number is denied, too.
    if not used + command.amount_ml <= limit:
        return reason("denied_day_limit", amount=command.amount_ml, limit=limit, used=used)
    return None


def _running(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    if snapshot.history.running:
        return reason("denied_running", plant=snapshot.plant.name)
    return None


def _outlet(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    match snapshot.outlet:
        case OutletState.CLOSED:
            return None
        case OutletState.ABSENT:
            return reason("denied_no_outlet", plant=snapshot.plant.name)
        case _:
            return reason("denied_outlet_unconfirmed", plant=snapshot.plant.name)


def _longest_run(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    plant = snapshot.plant
    seconds = plant.run_limit_s(command.amount_ml)
    if seconds > plant.longest_run_s:
        return reason("denied_run_too_long", seconds=seconds, limit=plant.longest_run_s)
    return None


def _gap(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    last = snapshot.history.last_watered
    if command.override or last is None:
        return None
    passed = snapshot.at - last
    if passed < GAP:
        return reason("denied_gap", minutes=(GAP - passed) / timedelta(minutes=1))
    return None


def _tried(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    tried = snapshot.history.last_tried
    if command.origin is Origin.MANUAL or tried is None or snapshot.at - tried >= GAP:
        return None
    # A failed opening may have let water through all the same.
    return reason("denied_tried", minutes=(GAP - (snapshot.at - tried)) / timedelta(minutes=1))


def _trusted(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    if command.origin is Origin.MANUAL or snapshot.plant.strategy not in NEEDS_MOISTURE:
        return None
    return reason("denied_untrusted") if snapshot.trusted_moisture is None else None


def _saturated(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    value = snapshot.value(Measure.MOISTURE)
    if command.origin is Origin.MANUAL or value is None or value < snapshot.plant.moisture_max:
        return None
    return reason("denied_saturated", moisture=value, maximum=snapshot.plant.moisture_max)


GUARDRAILS: tuple[Rule, ...] = (
    _disabled,
    _amount,
    _run_limit,
    _day_limit,
    _running,
    _outlet,
    _longest_run,
    _gap,
    _tried,
    _trusted,
    _saturated,
)


def check(command: WaterCommand, snapshot: Snapshot, rules: tuple[Rule, ...] = GUARDRAILS) -> Verdict:
    """Ask every rule. A rule that raises denies: on doubt no water starts."""
    violations = []
    for rule in rules:
        try:
            violation = rule(command, snapshot)
        except Exception:
            name = getattr(rule, "__name__", repr(rule))
            _LOGGER.exception("Guardrail %s failed and denies", name)
            violation = reason("denied_rule_failed", rule=name.lstrip("_"))
        if violation:
            violations.append(violation)
    return Verdict(tuple(violations))
