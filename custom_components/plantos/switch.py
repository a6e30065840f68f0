"""Whether PlantOS waters a plant by itself, or anything at all."""

from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .commands import async_change, async_stop, async_switch_hub, async_water_now
from .coordinator import PlantosConfigEntry
from .domain.reasons import reason
from .domain.snapshots import OutletState
from .entity import HubEntity, PlantEntity
from .resilience.turns import paced
from .sentences import failed

PARALLEL_UPDATES = 0

AUTOMATIC = SwitchEntityDescription(key="automatic_watering", translation_key="automatic_watering")
PUMP = SwitchEntityDescription(key="pump", translation_key="pump", entity_registry_enabled_default=False)
MASTER = SwitchEntityDescription(key="watering", translation_key="watering")


async def async_setup_entry(
    hass: HomeAssistant, entry: PlantosConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the hub's switch and those of every plant."""
    coordinator = entry.runtime_data
    async_add_entities([MasterSwitch(coordinator, MASTER)])
    async for plant_id in paced(coordinator.plants, 1):
        switches: list[SwitchEntity] = [AutomaticWatering(coordinator, plant_id, AUTOMATIC)]
        if plant_id in coordinator.waterer.outlets:
            switches.append(PlantPump(coordinator, plant_id, PUMP))
        async_add_entities(switches, config_subentry_id=plant_id)


class MasterSwitch(HubEntity, SwitchEntity):
    """All watering of a hub. Off ends what is being watered, and refuses whoever asks."""

    @property
    @override
    def is_on(self) -> bool:
        """Whether anything may be watered."""
        return not self.coordinator.waterer.standings.hub.off

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Let water flow again."""
        await async_switch_hub(self.coordinator, self._context, on=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Stop all water now, and start no more."""
        await async_switch_hub(self.coordinator, self._context, on=False)


class PlantPump(PlantEntity, SwitchEntity):
    """The outlet again, for interfaces that know no valves: on is a guarded run of the plant's dose."""

    @property
    @override
    def is_on(self) -> bool | None:
        """Off only when the outlet itself said so; None while nobody knows."""
        state = self.coordinator.waterer.outlets.state(self.plant_id)
        return None if state is OutletState.UNKNOWN else state is OutletState.OPEN

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Water the plant's dose, under guard."""
        await async_water_now(self.coordinator, self.plant_id, self._context)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Close now, past every queue and limit."""
        closed = await async_stop(self.coordinator, [self.plant_id], self._context)
        if not closed[self.plant_id]:
            raise failed(reason("failed_not_closed", plant=self.status.snapshot.plant.name))


class AutomaticWatering(PlantEntity, SwitchEntity):
    """Automatic watering of one plant; its state is kept in the plant's subentry."""

    @property
    @override
    def is_on(self) -> bool:
        """Whether the strategy may water by itself."""
        return self.coordinator.plants[self.plant_id].automatic

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Let the strategy water."""
        await async_change(self.coordinator, self.plant_id, self._context, automatic=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Water only when asked."""
        await async_change(self.coordinator, self.plant_id, self._context, automatic=False)
