"""What is wrong in a hub, and how well it is: as well as the worst of what it cannot do without."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class HubStatus(StrEnum):
    """From well to badly."""

    HEALTHY = "healthy"
    DEGRADED = "degraded"
    UNHEALTHY = "unhealthy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that somebody should put right.

    `kind` names it in every language and `names` fills that in; `subject` is the plant, supply, hub or device
    it is about. `critical` is what no watering can do without, `shown` whether it is worth a repair,
    `fixable` whether PlantOS can help with that.
    """

    kind: str
    subject: str
    names: Mapping[str, str] = field(default_factory=dict)
    critical: bool = False
    shown: bool = True
    fixable: bool = False


@dataclass(frozen=True, slots=True)
class HubHealth:
    """A hub's status, and the kinds of trouble that speak against a better one."""

    status: HubStatus = HubStatus.HEALTHY
    reasons: tuple[str, ...] = ()


def assess_hub(troubles: Iterable[Trouble]) -> HubHealth:
    """Unhealthy with anything critical, degraded with anything at all."""
    found = sorted(troubles, key=lambda trouble: not trouble.critical)
    if not found:
        return HubHealth()
    status = HubStatus.UNHEALTHY if found[0].critical else HubStatus.DEGRADED
    return HubHealth(status, tuple(dict.fromkeys(trouble.kind for trouble in found)))
