"""What all steps share that do something with a plant at work, and not only with its description."""

from homeassistant.config_entries import ConfigEntryState, ConfigSubentryFlow
from homeassistant.data_entry_flow import AbortFlow

from .coordinator import PlantosCoordinator
from .domain.plants import Plant


class PlantSteps(ConfigSubentryFlow):
    """Steps about a plant that its hub cares for now."""

    @property
    def hub(self) -> PlantosCoordinator:
        """The plant's hub. Ends the flow where that was left meanwhile."""
        entry, plant_id = self._get_entry(), self._reconfigure_subentry_id
        if entry.state is not ConfigEntryState.LOADED or plant_id not in entry.runtime_data.plants:
            raise AbortFlow("not_set_up")
        hub: PlantosCoordinator = entry.runtime_data
        return hub

    @property
    def plant(self) -> Plant:
        """The plant as its hub knows it."""
        return self.hub.plants[self._reconfigure_subentry_id]
