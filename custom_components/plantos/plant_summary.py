"""A plant as its form sums it up before it is kept: in sentences, with the values of the moment."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import ATTR_FRIENDLY_NAME
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .channels import channel_label
from .const import CONF_KIND, KIND_DEMO
from .domain.forecast import next_watering
from .domain.plants import Plant
from .domain.readings import Measure, Reading, assess
from .domain.reasons import Reason, reason
from .domain.snapshots import OutletState, Snapshot
from .domain.strategies import decide, needs_moisture
from .domain.weather import Site
from .garden import entity_of, settings_of, species_of
from .hardware import HardwareError
from .hardware.entities import EntityProbe
from .sentences import sentence


async def moisture_now(hass: HomeAssistant, plant: Plant) -> Reading | None:
    """What the sensor that a plant's form names says now; None without one, or from a device's channel.

    One that doesn't answer gives a reading without a value.
    """
    entity_id = entity_of(plant.probes.get(Measure.MOISTURE))
    if entity_id is None:
        return None
    now, sample = dt_util.utcnow(), None
    with suppress(HardwareError):
        sample = await EntityProbe(hass, entity_id).read()
    calibration = plant.calibrations.get(Measure.MOISTURE)
    return assess(Measure.MOISTURE, sample, None, now, lambda at: now - at, calibration)


async def summary(hass: HomeAssistant, entry: ConfigEntry, plant: Plant) -> str:
    """All that a plant's owner should know before it is kept, a sentence to a line of Markdown."""
    reading = await moisture_now(hass, plant)
    lines = [*_parts(hass, entry, plant, reading), _care(plant)]
    if plant.strategy != "manual":
        # What a device or a simulated soil says isn't known before the plant is kept.
        if reading or _is_known(entry, plant) or not needs_moisture(plant):
            lines += _intents(_draft(hass, entry, plant, reading))
        if not plant.automatic and plant.outlet:
            lines.append(reason("summary_automatic_off"))
    return "\n".join(f"- {markdown(sentence(hass, line))}" for line in lines)


def markdown(text: str) -> str:
    """A text that Markdown shows as it is, whatever somebody has called a plant or a sensor."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>()#+!|~" else sign for sign in text)


def _parts(hass: HomeAssistant, entry: ConfigEntry, plant: Plant, reading: Reading | None) -> Iterator[Reason]:
    """What a plant hangs on."""
    demo = entry.data[CONF_KIND] == KIND_DEMO
    probe = plant.probes.get(Measure.MOISTURE)
    if probe is None:
        yield reason("summary_simulated") if demo else reason("summary_no_probe")
    elif reading is None:
        yield reason("summary_probe_of_device", probe=channel_label(entry, probe))
    elif reading.value is None:
        yield reason("summary_probe_silent", probe=_called(hass, probe))
    else:
        yield reason("summary_probe", probe=_called(hass, probe), moisture=reading.value)
    if plant.outlet is None:
        if not demo:
            yield reason("summary_no_outlet")
        return
    outlet = _called(hass, plant.outlet) if entity_of(plant.outlet) else channel_label(entry, plant.outlet)
    if plant.flow_calibrated:
        yield reason("summary_outlet", outlet=outlet, flow=plant.flow_ml_s)
    else:
        yield reason("summary_outlet_unmeasured", outlet=outlet, flow=plant.flow_ml_s, seconds=plant.longest_run_s)


def _intents(snapshot: Snapshot) -> Iterator[Reason]:
    """What would be decided of a plant now, and by a schedule when it would be watered next."""
    cared_for = replace(snapshot, plant=snapshot.plant.model_copy(update={"automatic": True, "enabled": True}))
    decision = decide(cared_for)
    due = None if decision.should_water else next_watering(cared_for, decision, None)
    if due is None or not decision.reason.key.startswith("decision_not_due"):
        yield decision.reason
    if due:
        yield reason("summary_next", at=f"{dt_util.as_local(due.at):%Y-%m-%d, %H:%M}")


def _care(plant: Plant) -> Reason:
    return reason(
        "summary_care",
        minimum=plant.moisture_min,
        maximum=plant.moisture_max,
        dose=plant.dose_ml,
        run=plant.run_limit_ml,
        day=plant.day_limit_ml,
    )


def _draft(hass: HomeAssistant, entry: ConfigEntry, plant: Plant, reading: Reading | None) -> Snapshot:
    """What would be known of a plant now, were it kept."""
    if _is_known(entry, plant):
        known: Snapshot = entry.runtime_data.snapshot(plant.plant_id)
        return replace(known, plant=plant)
    return Snapshot(
        plant=plant,
        at=dt_util.utcnow(),
        settings=settings_of(entry),
        local=dt_util.now().time(),
        readings={} if reading is None else {Measure.MOISTURE: reading},
        outlet=OutletState.CLOSED,
        zone=dt_util.get_default_time_zone(),
        site=Site(hass.config.latitude, hass.config.longitude),
        species=species_of(entry).get(plant.species or ""),
    )


def _is_known(entry: ConfigEntry, plant: Plant) -> bool:
    """Whether the hub has this plant already."""
    return entry.state is ConfigEntryState.LOADED and plant.plant_id in entry.runtime_data.plants


def _called(hass: HomeAssistant, entity_id: str) -> str:
    state = hass.states.get(entity_id)
    return str(state.attributes.get(ATTR_FRIENDLY_NAME, entity_id)) if state else entity_id
