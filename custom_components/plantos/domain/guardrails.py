"""The rules that deny a watering, or warn of it, whoever asked: two tuples of small functions, cheapest first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
import logging

from .commands import Origin, WaterCommand
from .readings import Measure
from .reasons import Reason, reason
from .snapshots import OutletState, Snapshot
from .strategies import needs_moisture

_LOGGER = logging.getLogger(__name__)

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ML_PER_L = 1_000.0
DAY_NEARLY_FULL = 0.9

type Rule = Callable[[WaterCommand, Snapshot], Reason | None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every rule that speaks against a watering, and what is only to be kept in mind."""

    violations: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.violations


# --- what denies ------------------------------------------------------------------------------------


def _hub_off(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    return reason("denied_hub_off") if snapshot.care.hub.off else None


def _disabled(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    return None if snapshot.plant.enabled else reason("denied_disabled", plant=snapshot.plant.name)


def _locked(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    return reason("denied_locked", plant=snapshot.plant.name) if snapshot.care.plant.locked else None


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
    if snapshot.history.awaiting:
        return reason("denied_awaiting", plant=snapshot.plant.name)
    if snapshot.history.running:
        return reason("denied_running", plant=snapshot.plant.name)
    return None


def _outlet(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    if command.origin is Origin.FOREIGN:
        return None
    match snapshot.outlet:
        case OutletState.CLOSED:
            return None
        case OutletState.ABSENT:
            return reason("denied_no_outlet", plant=snapshot.plant.name)
        case _:
            return reason("denied_outlet_unconfirmed", plant=snapshot.plant.name)


def _outlet_rests(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    return reason("denied_breaker_open", plant=snapshot.plant.name) if snapshot.outlet_rests else None


def _longest_run(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    plant = snapshot.plant
    pulse = command.amount_ml / command.pulses
    seconds = plant.run_limit_s(min(pulse, plant.pulse_ml) if plant.pulse_ml else pulse)
    if seconds > plant.longest_run_s:
        return reason("denied_run_too_long", seconds=seconds, limit=plant.longest_run_s)
    return None


def _supply(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    return snapshot.supply.blocked if snapshot.supply else None


def _leak(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    supply = snapshot.supply
    if supply is None or not supply.watches_leaks or supply.leak is False:
        return None
    key = "denied_leak" if supply.leak else "denied_leak_unknown"
    if supply.leak is None and not command.automatic:
        return None
    return reason(key, supply=supply.supply.name)


def _tank(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    supply = snapshot.supply
    if supply is None or not supply.has_tank:
        return None
    if (usable := supply.usable_ml) is None:
        return reason("denied_tank_unknown", supply=supply.supply.name) if command.automatic else None
    if not command.amount_ml <= usable:
        return reason("denied_tank_empty", supply=supply.supply.name, amount=command.amount_ml, left=usable)
    return None


def _budget(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    budget = snapshot.budget
    if budget is None or not command.automatic or budget.allows(command.amount_ml):
        return None
    used, limit = budget.used_ml / ML_PER_L, budget.limit_ml / ML_PER_L
    return reason("denied_budget", amount=command.amount_ml, used=used, limit=limit)


def _frost(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    own, limit = snapshot.value(Measure.TEMPERATURE), snapshot.settings.frost_c
    celsius = snapshot.outdoor_c if own is None else own
    if snapshot.plant.indoor or celsius is None or celsius >= limit:
        return None
    return reason("denied_frost", temperature=celsius, limit=limit)


def _quiet(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    settings = snapshot.settings
    if command.override or command.origin is Origin.FOREIGN or not settings.is_quiet(snapshot.local):
        return None
    return reason("denied_quiet", start=f"{settings.quiet_start:%H:%M}", end=f"{settings.quiet_end:%H:%M}")


def _gap(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    gap, last = snapshot.gap, snapshot.history.last_watered
    if command.automatic:
        # Who asks for water knows of the can.
        last = snapshot.history.wet_until(gap)
    if command.override or command.continues or command.origin is Origin.FOREIGN or last is None:
        return None
    passed = snapshot.at - last
    return reason("denied_gap", minutes=(gap - passed) / MINUTE) if passed < gap else None


def _rate(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    limit = snapshot.settings.runs_per_hour
    if command.continues or snapshot.history.hour_runs < limit:
        return None
    return reason("denied_rate", limit=limit)


def _tried(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    tried = snapshot.history.last_tried
    if not command.automatic or command.continues or tried is None:
        return None
    gap, passed = snapshot.gap, snapshot.at - tried
    # A failed opening may have let water through all the same.
    return reason("denied_tried", minutes=(gap - passed) / MINUTE) if passed < gap else None


def _clock(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    return reason("denied_clock") if command.automatic and snapshot.clock_doubted else None


def _postponed(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    until = snapshot.care.postponed_until
    if not command.automatic or until is None or snapshot.at >= until:
        return None
    return reason("denied_postponed", hours=(until - snapshot.at) / HOUR)


def _without_effect(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    runs = snapshot.care.plant.without_effect
    if not command.automatic or runs < snapshot.settings.no_effect_runs:
        return None
    return reason("denied_no_effect", runs=runs)


def _trusted(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    if not command.automatic or not needs_moisture(snapshot.plant):
        return None
    if command.continues:
        # Its own water hasn't soaked in yet, but the probe has to be there.
        moisture = snapshot.readings.get(Measure.MOISTURE)
        return None if moisture and moisture.fresh else reason("denied_untrusted")
    return reason("denied_untrusted") if snapshot.trusted_moisture is None else None


def _saturated(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    value = snapshot.value(Measure.MOISTURE)
    if not command.automatic or value is None or value < snapshot.plant.moisture_max:
        return None
    return reason("denied_saturated", moisture=value, maximum=snapshot.plant.moisture_max)


GUARDRAILS: tuple[Rule, ...] = (
    _hub_off,
    _disabled,
    _locked,
    _amount,
    _run_limit,
    _day_limit,
    _running,
    _outlet,
    _outlet_rests,
    _longest_run,
    _supply,
    _leak,
    _tank,
    _budget,
    _frost,
    _quiet,
    _gap,
    _rate,
    _tried,
    _clock,
    _postponed,
    _without_effect,
    _trusted,
    _saturated,
)


# --- what warns -------------------------------------------------------------------------------------


def _unmeasured(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    return None if snapshot.plant.flow_calibrated else reason("warned_unmeasured", flow=snapshot.plant.flow_ml_s)


def _blind(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    if command.automatic or Measure.MOISTURE not in snapshot.readings or snapshot.trusted_moisture is not None:
        return None
    return reason("warned_blind")


def _wet_enough(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    value = snapshot.value(Measure.MOISTURE)
    if command.automatic or value is None or value < snapshot.plant.moisture_max:
        return None
    return reason("warned_saturated", moisture=value, maximum=snapshot.plant.moisture_max)


def _day_nearly_full(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    limit, used = snapshot.plant.day_limit_ml, snapshot.history.day_ml + command.amount_ml
    return reason("warned_day", used=used, limit=limit) if DAY_NEARLY_FULL * limit < used <= limit else None


def _unseen_supply(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    supply = snapshot.supply
    if supply is None or command.automatic:
        return None
    blind = (supply.has_tank and supply.usable_ml is None) or (supply.watches_leaks and supply.leak is None)
    return reason("warned_supply_unknown", supply=supply.supply.name) if blind else None


def _over_budget(command: WaterCommand, snapshot: Snapshot) -> Reason | None:
    budget = snapshot.budget
    if budget is None or command.automatic or budget.allows(command.amount_ml):
        return None
    used, limit = (budget.used_ml + command.amount_ml) / ML_PER_L, budget.limit_ml / ML_PER_L
    return reason("warned_budget", used=used, limit=limit)


WARNINGS: tuple[Rule, ...] = (_unmeasured, _blind, _wet_enough, _day_nearly_full, _unseen_supply, _over_budget)


def check(command: WaterCommand, snapshot: Snapshot, rules: tuple[Rule, ...] = GUARDRAILS) -> Verdict:
    """Ask every rule. A rule that raises denies: on doubt no water starts."""
    return Verdict(_objections(command, snapshot, rules), _objections(command, snapshot, WARNINGS))


def _objections(command: WaterCommand, snapshot: Snapshot, rules: tuple[Rule, ...]) -> tuple[Reason, ...]:
    found = []
    for rule in rules:
        try:
            objection = rule(command, snapshot)
        except Exception:
            name = getattr(rule, "__name__", repr(rule))
            _LOGGER.exception("Guardrail %s failed and speaks against it", name)
            objection = reason("denied_rule_failed", rule=name.lstrip("_"))
        if objection:
            found.append(objection)
    return tuple(found)
