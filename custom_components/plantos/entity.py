"""The bases of PlantOS's entities: one of a plant shows its status and follows no other."""

import asyncio
from typing import override

from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN
from .coordinator import PlantosCoordinator
from .status import PlantStatus


class PlantosEntity(CoordinatorEntity[PlantosCoordinator]):
    """An entity of a plant or a supply, which are subentries of the hub."""

    _attr_has_entity_name = True
    _shown: tuple[object, ...] | None = ()

    def __init__(
        self, coordinator: PlantosCoordinator, subentry_id: str, description: EntityDescription, model: str
    ) -> None:
        """Tie the entity to its subentry's device."""
        super().__init__(coordinator, context=subentry_id)
        self.entity_description = description
        self._attr_unique_id = f"{subentry_id}_{description.key}"
        self._model = model

    @property
    @override
    def device_info(self) -> DeviceInfo:
        """The subentry's device; Home Assistant asks once, so that no entity has to keep it."""
        entry, subentry_id = self.coordinator.config_entry, str(self.coordinator_context)
        return DeviceInfo(
            identifiers={(DOMAIN, subentry_id)},
            name=entry.subentries[subentry_id].title,
            manufacturer="PlantOS",
            model=self._model,
            via_device_id=dr.async_get_device_id_by_identifier(
                self.coordinator.hass, (DOMAIN, entry.entry_id), config_entry_id=entry.entry_id
            ),
        )

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the plant or supply; Home Assistant itself shows it as it is now."""
        await super().async_added_to_hass()
        self._shown = self._to_show()

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write the state only where it has become another: a word of one probe changes few of a plant's entities."""
        shown = self._to_show()
        if shown != self._shown:
            self._shown = shown
            self.async_write_ha_state()

    def _to_show(self) -> tuple[object, ...] | None:
        """All of a state that may change; None while it is unavailable."""
        if not self.available:
            return None
        attributes = (self.capability_attributes, self.state_attributes, self.extra_state_attributes)
        return (self.state, self.assumed_state, *attributes)


class HubEntity(CoordinatorEntity[PlantosCoordinator]):
    """An entity of the hub itself."""

    _attr_has_entity_name = True
    _looking: asyncio.Handle | None = None

    def __init__(self, coordinator: PlantosCoordinator, description: EntityDescription) -> None:
        """Tie the entity to the hub's device."""
        super().__init__(coordinator)
        entry_id = coordinator.config_entry.entry_id
        self.entity_description = description
        self._attr_unique_id = f"{entry_id}_{description.key}"
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, entry_id)})

    @property
    @override
    def available(self) -> bool:
        """A hub that is set up knows how it is."""
        return True

    @callback
    def _look_soon(self) -> None:
        """Look at the hub again, once for all that is told at this moment."""
        if self._looking is None:
            self._looking = self.hass.loop.call_soon(self._look_again)

    @callback
    def _look_again(self) -> None:
        self._looking = None
        self._handle_coordinator_update()

    @override
    async def async_will_remove_from_hass(self) -> None:
        """Look no more: what is shown after that nobody would end."""
        await super().async_will_remove_from_hass()
        if self._looking:
            self._looking.cancel()


class PlantEntity(PlantosEntity):
    """An entity of one plant."""

    def __init__(self, coordinator: PlantosCoordinator, plant_id: str, description: EntityDescription) -> None:
        """Tie the entity to its plant."""
        species = coordinator.species_of(plant_id)
        model = species.name(coordinator.hass.config.language) if species else "Plant"
        super().__init__(coordinator, plant_id, description, model)
        self.plant_id = plant_id

    @property
    def status(self) -> PlantStatus:
        """The plant as it is now."""
        return self.coordinator.data[self.plant_id]

    @property
    @override
    def available(self) -> bool:
        """Whether the plant is known; what its probes say is each entity's own affair."""
        return self.plant_id in self.coordinator.data
