"""What is wrong with a plant as its card tells it: a sentence that says what to do, and where to do it."""

from collections.abc import Iterator
from typing import TypedDict

from homeassistant.helpers.translation import async_get_cached_translations

from .const import DOMAIN
from .coordinator import PlantosCoordinator
from .domain.anomalies import AnomalyKind
from .domain.hub_health import Trouble
from .domain.readings import Fault, Measure
from .domain.reasons import Reason, reason
from .sentences import sentence
from .sources import part_name
from .status import PlantStatus

REPAIRS = "/config/repairs"
SETTINGS = f"/config/integrations/integration/{DOMAIN}"
DEVICE = "/config/devices/device/{device_id}"

FAULTS = {
    Fault.UNAVAILABLE: "probe_unavailable",
    Fault.NOT_A_NUMBER: "probe_not_a_number",
    Fault.OUT_OF_RANGE: "probe_out_of_range",
    Fault.STALE: "probe_stale",
    Fault.STUCK: "probe_stuck",
    Fault.JUMP: "probe_jump",
    Fault.UNCALIBRATED: "probe_uncalibrated",
}
# Where a repair or a form puts it right; everything else is looked into at the page of the plant or its supply.
PATHS = {
    "outlet_rests": REPAIRS,
    "locked": REPAIRS,
    "no_effect": REPAIRS,
    "supply_blocked": REPAIRS,
    "undecided": SETTINGS,
    "outlet_missing": SETTINGS,
}
OF_SUPPLY = frozenset({"leak", "tank_empty"})
# Repairs of a plant that none of its problems tells of.
REPAIRS_ALONE = frozenset(
    {
        "outlet_stuck",
        "run_interrupted",
        "excess_rise",
        "unmeasured_flow",
        "species_missing",
        "supply_missing",
        "probe_missing",
    }
)


class ProblemView(TypedDict):
    """One problem; `path` leads to where it can be looked into or put right."""

    key: str
    sentence: str
    path: str


def problem_views(hub: PlantosCoordinator, status: PlantStatus, device_id: str, language: str) -> list[ProblemView]:
    """Everything that somebody should look at, in a language whose texts are loaded."""
    hass = hub.hass
    found = [
        ProblemView(
            key=key,
            sentence=sentence(hass, _told(hub, status, key, language), language),
            path=_path(hub, status, key, device_id),
        )
        for key in status.problems
    ]
    texts = async_get_cached_translations(hass, language, "issues", DOMAIN)
    for trouble in _repairs(hub, status.snapshot.plant.plant_id):
        title = texts.get(f"component.{DOMAIN}.issues.{trouble.kind}.title", trouble.kind)
        found.append(ProblemView(key=trouble.kind, sentence=f"{title.format(**trouble.names)}.", path=REPAIRS))
    return found


def _repairs(hub: PlantosCoordinator, plant_id: str) -> Iterator[Trouble]:
    for trouble in hub.troubles:
        if trouble.shown and trouble.kind in REPAIRS_ALONE and trouble.subject.partition(":")[0] == plant_id:
            yield trouble


def _path(hub: PlantosCoordinator, status: PlantStatus, key: str, device_id: str) -> str:
    if key.endswith("_missing"):
        return SETTINGS
    supply = status.snapshot.plant.supply if key in OF_SUPPLY else None
    device = hub.device(supply) if supply else None
    return PATHS.get(key, DEVICE.format(device_id=device.id if device else device_id))


def _told(hub: PlantosCoordinator, status: PlantStatus, key: str, language: str) -> Reason:
    """A problem in a sentence that says what to do."""
    plant, supply = status.snapshot.plant, status.snapshot.supply
    for anomaly in status.analysis.odd:
        if key == f"anomaly_{anomaly.kind}" or (key == "no_effect" and anomaly.kind is AnomalyKind.NO_RESPONSE):
            return anomaly.told
    if told := _of_probe(hub, key, language):
        return told
    supplied = supply.supply.name if supply else ""
    known = {
        "critical_moisture": reason("critically_dry"),
        "waterlogged": reason("waterlogged"),
        "outlet_missing": reason("denied_no_outlet", plant=plant.name),
        "outlet_unconfirmed": reason("denied_outlet_unconfirmed", plant=plant.name),
        "outlet_rests": reason("denied_breaker_open", plant=plant.name),
        "locked": reason("denied_locked", plant=plant.name),
        "no_effect": reason("denied_no_effect", runs=status.snapshot.care.plant.without_effect),
        "undecided": status.decision.reason,
        "leak": reason("denied_leak", supply=supplied),
        "tank_empty": reason("tank_empty", supply=supplied),
        "supply_blocked": (supply and supply.blocked) or reason("failed_unexpected"),
    }
    return known.get(key, Reason(key))


def _of_probe(hub: PlantosCoordinator, key: str, language: str) -> Reason | None:
    measure, _, fault = key.partition("_")
    if measure not in Measure:
        return None
    part = part_name(hub.hass, f"{measure}_probe", language)
    if fault == "missing":
        return reason("probe_gone", part=part)
    return reason(FAULTS[Fault(fault)], part=part) if fault in Fault else None
