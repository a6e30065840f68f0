"""The action that reports how plants are doing, and what would do them good."""

from dataclasses import asdict
from functools import partial
from typing import cast

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse

from .actions import Action, Answer, identity
from .care_services import PLANTS
from .domain.anomalies import Anomaly
from .domain.comfort import Strain, TimeInRange
from .domain.deterioration import limited_by
from .domain.health import Health
from .domain.reasons import Reason
from .sentences import sentence
from .targets import Target, async_targets
from .voice.telling import Say


async def _async_get_health_report(call: ServiceCall) -> ServiceResponse:
    """How plants have been doing, as it was last reckoned."""
    say = partial(sentence, call.hass)
    return {"plants": [report(target, say) for target in await async_targets(call, POLICY_READ)]}


def report(target: Target, say: Say) -> Answer:
    """How a plant has been doing, as it was last reckoned."""
    status = target.coordinator.data[target.subject]
    analysis = status.analysis
    return {
        **identity(target),
        **_health(analysis.health, say),
        "usual_moisture": list(analysis.usual) if analysis.usual else None,
        "anomalies": [_odd(anomaly, say) for anomaly in analysis.odd],
        "recommendations": [_advice(advice, say) for advice in analysis.advice],
        "problems": list(status.problems),
        "analysed_at": analysis.at.isoformat(),
    }


def _health(health: Health, say: Say) -> Answer:
    """The score and what stands behind it; shares are of 1, the trend is in points a day."""
    return {
        "score": health.score,
        "status": health.status,
        "factors": {key.value: round(share, 2) for key, share in (*health.factors.items(), *health.strains.items())},
        "limiting_factor": health.limiting,
        "limit": say(limited_by(health.limiting)) if health.score is not None else None,
        "time_in_range": {measure.value: _time(time) for measure, time in health.times.items()},
        "trend": health.trend,
        "light_mol_m2_day": _rounded(health.light),
        "vapour_deficit_kpa": _rounded(health.deficit),
        "hours_too_cold": health.extremes.get(Strain.COLD),
        "hours_too_hot": health.extremes.get(Strain.HEAT),
    }


def _time(time: TimeInRange) -> Answer:
    return {name: round(share, 2) for name, share in cast(dict[str, float], asdict(time)).items()}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _odd(anomaly: Anomaly, say: Say) -> Answer:
    return {"kind": anomaly.kind, "since": anomaly.since.isoformat(), "reason": say(anomaly.told)}


def _advice(advice: Reason, say: Say) -> Answer:
    return {"kind": advice.key.partition("_")[2], "reason": say(advice)}


HEALTH_ACTIONS = (Action("get_health_report", _async_get_health_report, PLANTS, SupportsResponse.ONLY),)
