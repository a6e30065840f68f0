"""Which plants, supplies and hubs an action means, and whether the person behind it may mean them."""

from collections.abc import Iterator
from dataclasses import dataclass

from homeassistant.auth.models import User
from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR_DOMAIN
from homeassistant.components.sensor import DOMAIN as SENSOR_DOMAIN
from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.components.valve import DOMAIN as VALVE_DOMAIN
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ENTITY_MATCH_ALL
from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_excluded_entity_ids,
    async_extract_referenced_entity_ids,
)

from .const import DOMAIN
from .coordinator import PlantosConfigEntry, PlantosCoordinator
from .domain.reasons import reason
from .sentences import refused

# By which entity it is judged who may control or read a plant, a supply or a hub; the first that is there.
STAND_FOR = (
    (VALVE_DOMAIN, "outlet"),
    (SENSOR_DOMAIN, "watering_status"),
    (BINARY_SENSOR_DOMAIN, "problem"),
    (SWITCH_DOMAIN, "watering"),
)


@dataclass(frozen=True, slots=True)
class Target:
    """A plant, a supply or a whole hub that is set up, by its id."""

    coordinator: PlantosCoordinator
    subject: str

    @property
    def name(self) -> str:
        """What its owner calls it."""
        return self.coordinator.name_of(self.subject)

    @property
    def hub_id(self) -> str:
        """The hub it belongs to, or is."""
        return self.coordinator.config_entry.entry_id

    @property
    def is_hub(self) -> bool:
        """Whether it is a whole hub."""
        return self.subject == self.hub_id

    def entity_id(self, entities: er.EntityRegistry) -> str | None:
        """The entity that stands for it."""
        return _entity_of(self.subject, entities)


def async_hubs(hass: HomeAssistant) -> list[PlantosCoordinator]:
    """Every hub that is set up."""
    entries: list[PlantosConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    return [entry.runtime_data for entry in entries]


async def async_targets(
    call: ServiceCall, policy: str, *, supplies: bool = False, hubs: bool = False, all_without_target: bool = False
) -> list[Target]:
    """The plants that an action's target names. Raises a translated error when it names none.

    With `supplies` these can be named as well. A hub's device stands for all that is in it, with `hubs` for
    the hub itself. Raises Unauthorized when the person may not do this (`control` or `read`) with one of
    them. Who means all plants means those that they may.
    """
    hass = call.hass
    selection = TargetSelection(call.data)
    everything = ENTITY_MATCH_ALL in selection.entity_ids or (all_without_target and not selection.has_any_target)
    named = _named(hass, selection)
    excluded = async_extract_excluded_entity_ids(hass, selection)
    entities = er.async_get(hass)
    targets = [
        target
        for hub in async_hubs(hass)
        for target in _targets(hub, named, everything=everything, supplies=supplies, hubs=hubs)
        if target.entity_id(entities) not in excluded
    ]
    if not targets:
        if all_without_target and not selection.has_any_target:
            return []
        for entry in hass.config_entries.async_entries(DOMAIN):
            if entry.state is not ConfigEntryState.LOADED and named & {entry.entry_id, *entry.subentries}:
                raise refused(reason("hub_not_ready", hub=entry.title))
        given = sorted(selection.entity_ids | selection.device_ids | selection.area_ids)
        raise refused(reason("no_such_plant", target=", ".join(given) or "—"))
    allowed = await async_allowed(hass, call.context, targets, policy)
    if not allowed or (len(allowed) < len(targets) and not everything):
        raise Unauthorized(context=call.context, permission=policy)
    return allowed


def _targets(
    hub: PlantosCoordinator, named: set[str], *, everything: bool, supplies: bool, hubs: bool
) -> Iterator[Target]:
    """What is named of one hub."""
    hub_id = hub.config_entry.entry_id
    if hubs and hub_id in named:
        yield Target(hub, hub_id)
    everything = everything or (hub_id in named and not hubs)
    for subject in (*hub.plants, *(hub.supplies if supplies else ())):
        if everything or subject in named:
            yield Target(hub, subject)


def _named(hass: HomeAssistant, selection: TargetSelection) -> set[str]:
    """The ids of plants, supplies and hubs that a target names."""
    selected = async_extract_referenced_entity_ids(hass, selection, primary_entities_only=False)
    entities, devices = er.async_get(hass), dr.async_get(hass)
    hub_ids = {entry.entry_id for entry in hass.config_entries.async_entries(DOMAIN)}
    named: set[str] = set()
    for entity_id in selected.referenced | selected.indirectly_referenced:
        entity = entities.async_get(entity_id)
        if entity and entity.platform == DOMAIN and entity.config_subentry_id:
            named.add(entity.config_subentry_id)
    for device_id in selected.referenced_devices:
        if device := devices.async_get(device_id):
            ids = {identifier[1] for identifier in device.identifiers if identifier[0] == DOMAIN}
            # A hub that merely stands in an area brings no plants of other areas with it.
            by_itself = device_id in selection.device_ids or device.labels & selection.label_ids
            named |= ids if by_itself else ids - hub_ids
    return named


def is_named(hass: HomeAssistant, selection: TargetSelection, subject: str, hub_id: str) -> bool:
    """Whether a target names a plant, a supply or a hub; a hub's device stands for all that is in it."""
    means = {subject, hub_id}
    left_out = selection.exclude and not means.isdisjoint(_named(hass, selection.exclude))
    return not left_out and not means.isdisjoint(_named(hass, selection))


async def async_require_allowed(hass: HomeAssistant, context: Context, targets: list[Target], policy: str) -> None:
    """Raise Unauthorized for a person who may not control or read all of these; automations have no person."""
    if len(await async_allowed(hass, context, targets, policy)) < len(targets):
        raise Unauthorized(context=context, permission=policy)


async def async_allowed(hass: HomeAssistant, context: Context, targets: list[Target], policy: str) -> list[Target]:
    """Those of the targets that the person behind a context may control or read."""
    if context.user_id is None:
        return targets
    user = await hass.auth.async_get_user(context.user_id)
    if user is None:
        raise UnknownUser(context=context)
    entities = er.async_get(hass)
    return [target for target in targets if may(user, target.subject, policy, entities)]


def may(user: User, subject: str, policy: str, entities: er.EntityRegistry) -> bool:
    """Whether a person may do this (`control` or `read`) with a plant, a supply or a hub, set up or not, by its id."""
    entity_id = _entity_of(subject, entities)
    return entity_id is not None and user.permissions.check_entity(entity_id, policy)


def _entity_of(subject: str, entities: er.EntityRegistry) -> str | None:
    found = (entities.async_get_entity_id(domain, DOMAIN, f"{subject}_{key}") for domain, key in STAND_FOR)
    return next(filter(None, found), None)


async def async_require_admin(call: ServiceCall) -> None:
    """Raise Unauthorized for a person who isn't an administrator; automations have no person."""
    if call.context.user_id is None:
        return
    user = await call.hass.auth.async_get_user(call.context.user_id)
    if user is None or not user.is_admin:
        raise Unauthorized(context=call.context)
