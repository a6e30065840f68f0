"""Which plants an assistant may know: those whose entities their owner exposes to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from homeassistant.components.homeassistant import async_should_expose
from homeassistant.components.sensor import DOMAIN as SENSOR_DOMAIN
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import area_registry as ar, entity_registry as er
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .targets import Target, async_hubs
from .voice.requests import Known
from .voice.telling import Facts
from .watering.runs import ACTIVE

# Who exposes one of these lets the plant be asked about.
TOLD = ("moisture", "health")
# To let it be watered, this is exposed, or what stands for it. Home Assistant can open an outlet by itself, not this.
CONTROLS = "watering_status"


@dataclass(frozen=True, slots=True)
class Exposed:
    """A plant that an assistant knows, and whether it may do something with it."""

    target: Target
    known: Known
    controllable: bool

    @property
    def facts(self) -> Facts:
        """What can be told of it."""
        hub, status = self.target.coordinator, self.target.coordinator.data[self.target.subject]
        plant, run = status.snapshot.plant, status.run
        return Facts(
            name=self.known.name,
            moisture=status.moisture,
            minimum=plant.moisture_min,
            maximum=plant.moisture_max,
            thirsty=status.thirsty,
            score=status.health.score,
            health=status.health.status,
            last=dt_util.as_local(status.last_watered) if status.last_watered else None,
            due=dt_util.as_local(status.next_watering) if status.next_watering else None,
            why=status.decision.reason,
            held=not plant.automatic or hub.waterer.standings.hub.off,
            running=run is not None and (run.state in ACTIVE or run.soaks_between),
            problem=bool(status.problems),
        )


@callback
def async_exposed(hass: HomeAssistant, assistant: str) -> list[Exposed]:
    """Every plant that an assistant knows."""
    return [
        each for hub in async_hubs(hass) for plant_id in hub.data for each in _exposed(Target(hub, plant_id), assistant)
    ]


@callback
def async_area(target: Target) -> ar.AreaEntry | None:
    """Where a plant stands: its device, or what stands for it."""
    hub, entities = target.coordinator, er.async_get(target.coordinator.hass)
    device, row = hub.device(target.subject), entities.async_get(target.entity_id(entities) or "")
    area_id = (device.area_id if device else None) or (row.area_id if row else None)
    return ar.async_get(hub.hass).async_get_area(area_id) if area_id else None


def names_of(area: ar.AreaEntry | None) -> frozenset[str]:
    """All that an area is called."""
    return frozenset({area.name, *area.aliases}) if area else frozenset()


def _exposed(target: Target, assistant: str) -> Iterator[Exposed]:
    hub, plant_id = target.coordinator, target.subject
    entities, device = er.async_get(hub.hass), hub.device(plant_id)
    controls, *tells = (
        entities.async_get_entity_id(SENSOR_DOMAIN, DOMAIN, f"{plant_id}_{key}") for key in (CONTROLS, *TOLD)
    )
    stands = target.entity_id(entities)
    shown = [each for each in {stands, controls, *tells} if each and async_should_expose(hub.hass, assistant, each)]
    if not shown or device is None:
        return
    name = device.name_by_user or target.name
    rows = [row for entity_id in shown if (row := entities.async_get(entity_id))]
    aliases = {alias for row in rows for alias in row.aliases if isinstance(alias, str)}
    area = async_area(target)
    known = Known(
        plant_id=plant_id,
        name=name,
        called=frozenset({name, *aliases}),
        place=area.name if area else hub.name,
        areas=names_of(area),
    )
    yield Exposed(target, known, controllable=not {stands, controls}.isdisjoint(shown))
