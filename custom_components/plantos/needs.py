"""What a plant's strategy can't do without, and the plant or its hub doesn't have."""

from homeassistant.config_entries import ConfigEntry

from .const import CONF_KIND, KIND_DEMO
from .domain.plants import Plant
from .domain.readings import Measure
from .domain.schedules import Schedule
from .domain.strategies import NEEDS_MOISTURE
from .garden import weather_sources_of

# What evapotranspiration can't be reckoned without, in a room and outdoors.
AIR = frozenset({Measure.TEMPERATURE, Measure.HUMIDITY})
TELL_WARMTH = frozenset({"weather_entity", "outdoor_temperature"})


def lacks(entry: ConfigEntry, plant: Plant) -> str | None:
    """The key of the first thing that a plant's strategy misses in its hub, None where it has everything."""
    weather_aware = plant.strategy == "weather"
    name = plant.rule
    if name == "schedule" and _is_empty(plant.schedule):
        return "schedule_needs_time"
    if name == "evapotranspiration" and plant.pot_volume_l is None and plant.area_m2 is None:
        return "evapotranspiration_needs_size"
    if entry.data[CONF_KIND] == KIND_DEMO:
        # Its plants have every probe, and a weather of their own.
        return None
    measured, sources = {*plant.probes, *plant.backups}, weather_sources_of(entry).keys()
    # Even one that may water without its probe has to learn by it first.
    if name in NEEDS_MOISTURE and Measure.MOISTURE not in measured:
        return "moisture_needs_probe"
    if name == "evapotranspiration" and plant.indoor and not measured >= AIR:
        return "evapotranspiration_needs_probes"
    if name == "evapotranspiration" and not plant.indoor and not sources & TELL_WARMTH:
        return "evapotranspiration_needs_source"
    return "weather_needs_source" if weather_aware and "weather_entity" not in sources else None


def _is_empty(schedule: Schedule) -> bool:
    by_sun = schedule.sunrise_min is not None or schedule.sunset_min is not None
    return not schedule.times and schedule.every_h is None and not by_sun
