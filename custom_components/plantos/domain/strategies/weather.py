"""Waters less, or not at all, before likely rain; else as another strategy says."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from ..decisions import Decision
from ..plants import Rainy
from ..reasons import reason
from ..snapshots import Snapshot

LIKELY = 0.7
RAINY_SHARE = 0.3
AHEAD = timedelta(hours=24)
# 18 of the 24 hours; where less is told, the rest may be wet.
LEAST_TOLD = 0.75


def weather_aware(bases: Mapping[str, Callable[[Snapshot], Decision]]) -> Callable[[Snapshot], Decision]:
    """The strategy that goes by the plant's own base, one of these."""

    def weather(snapshot: Snapshot) -> Decision:
        """Give 30 % of the base's dose where rain is likelier than 70 % (0.71 yes, 0.70 no), or skip it."""
        plant = snapshot.plant
        base = replace(bases[plant.base](snapshot), strategy="weather")
        if not base.should_water or plant.indoor:
            return base
        dose, chance = base.amount_ml, _chance(snapshot)
        if chance is None:
            return replace(base, reason=reason("decision_no_forecast", amount=dose))
        seen = replace(base, inputs={**base.inputs, "dose": dose, "rain_probability": chance})
        if not chance > LIKELY:
            return seen
        percent = 100 * chance
        if plant.rainy is Rainy.SKIP:
            why = reason("decision_rain_instead", probability=percent, dose=dose)
            return replace(seen, should_water=False, amount_ml=0.0, reason=why)
        amount = RAINY_SHARE * dose
        why = reason("decision_rain_likely", probability=percent, dose=dose, amount=amount)
        return replace(seen, amount_ml=amount, reason=why)

    return weather


def _chance(snapshot: Snapshot) -> float | None:
    """How likely rain is within 24 hours; None where too little is told of them, and no likely rain in that."""
    forecast, until = snapshot.forecast, snapshot.at + AHEAD
    if forecast is None or not forecast.fresh(snapshot.at):
        return None
    chance = forecast.rain_probability(snapshot.at, until)
    known = (chance or 0.0) > LIKELY or forecast.covers(snapshot.at, until) >= LEAST_TOLD
    return chance if known else None
