"""Which plants an action means, and whether the person behind it may mean them."""

from collections.abc import Iterator
from dataclasses import dataclass

from homeassistant.components.sensor import DOMAIN as SENSOR_DOMAIN
from homeassistant.components.valve import DOMAIN as VALVE_DOMAIN
from homeassistant.const import ENTITY_MATCH_ALL
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids

from .const import DOMAIN
from .coordinator import PlantosConfigEntry, PlantosCoordinator
from .domain.reasons import reason
from .sentences import refused


@dataclass(frozen=True, slots=True)
class Target:
    """A plant of a loaded hub."""

    coordinator: PlantosCoordinator
    plant_id: str

    @property
    def identifiers(self) -> set[tuple[str, str]]:
        """The plant's device, and its hub's, which stands for all its plants."""
        return {(DOMAIN, self.plant_id), (DOMAIN, self.coordinator.config_entry.entry_id)}

    @property
    def name(self) -> str:
        """What its owner calls it."""
        return self.coordinator.plants[self.plant_id].name


def _all_plants(hass: HomeAssistant) -> Iterator[Target]:
    """Every plant of every loaded hub."""
    entries: list[PlantosConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    for entry in entries:
        for plant_id in entry.runtime_data.plants:
            yield Target(entry.runtime_data, plant_id)


async def async_targets(call: ServiceCall, policy: str, *, all_without_target: bool = False) -> list[Target]:
    """The plants that an action's target names. Raises a translated error when it names none.

    Raises Unauthorized when the person may not do this (`control` or `read`) with one of them. Who means
    all plants means those that they may.
    """
    hass = call.hass
    selection = TargetSelection(call.data)
    selected = async_extract_referenced_entity_ids(hass, selection, primary_entities_only=False)
    entities, devices = er.async_get(hass), dr.async_get(hass)
    meant: set[str] = set()
    for entity_id in selected.referenced | selected.indirectly_referenced:
        entity = entities.async_get(entity_id)
        if entity and entity.platform == DOMAIN and entity.config_subentry_id:
            meant.add(entity.config_subentry_id)
    for device_id in selected.referenced_devices:
        if device := devices.async_get(device_id):
            meant |= {target.plant_id for target in _all_plants(hass) if target.identifiers & device.identifiers}
    everything = ENTITY_MATCH_ALL in selection.entity_ids or (all_without_target and not selection.has_any_target)
    targets = [target for target in _all_plants(hass) if everything or target.plant_id in meant]
    if not targets:
        named = sorted(selection.entity_ids | selection.device_ids | selection.area_ids)
        raise refused(reason("no_such_plant", target=", ".join(named) or "—"))
    allowed = await _async_allowed(call, targets, policy)
    if not allowed or (len(allowed) < len(targets) and not everything):
        raise Unauthorized(context=call.context, permission=policy)
    return allowed


async def _async_allowed(call: ServiceCall, targets: list[Target], policy: str) -> list[Target]:
    """Those of the targets that the person behind the call may control or read."""
    if call.context.user_id is None:
        return targets
    user = await call.hass.auth.async_get_user(call.context.user_id)
    if user is None:
        raise UnknownUser(context=call.context)
    entities = er.async_get(call.hass)

    def allowed(target: Target) -> bool:
        entity_id = entities.async_get_entity_id(
            VALVE_DOMAIN, DOMAIN, f"{target.plant_id}_outlet"
        ) or entities.async_get_entity_id(SENSOR_DOMAIN, DOMAIN, f"{target.plant_id}_watering_status")
        return entity_id is not None and user.permissions.check_entity(entity_id, policy)

    return [target for target in targets if allowed(target)]


async def async_require_admin(call: ServiceCall) -> None:
    """Raise Unauthorized for a person who isn't an administrator; automations have no person."""
    if call.context.user_id is None:
        return
    user = await call.hass.auth.async_get_user(call.context.user_id)
    if user is None or not user.is_admin:
        raise Unauthorized(context=call.context)
