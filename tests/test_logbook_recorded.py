"""Home Assistant's own logbook finds PlantOS's lines, by plant and among all others."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.plantos.const import DOMAIN

from .conftest import BASIL, OUTLET, PROBE, entities_entry, plant_data, subentry


@pytest.fixture
def enable_custom_integrations(recorder_mock: object, hass: HomeAssistant) -> None:
    """The same as everywhere, once there is a recorder: it has to come first."""
    hass.data.pop(DATA_CUSTOM_COMPONENTS)


@pytest.mark.parametrize("by_device", [False, True])
async def test_a_line_is_found(hass: HomeAssistant, hass_ws_client: WebSocketGenerator, by_device: bool) -> None:
    start = dt_util.utcnow()
    hass.states.async_set(PROBE, "45")
    hass.states.async_set(OUTLET, "off")
    entry = entities_entry(subentry(BASIL, plant_data(automatic=False)))
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert await async_setup_component(hass, "logbook", {})
    device = entry.runtime_data.device(BASIL)
    target = {"device_id": device.id}
    await hass.services.async_call(DOMAIN, "log_care", {"kind": "fertilised"}, target=target, blocking=True)
    await hass.async_block_till_done()
    await get_instance(hass).async_block_till_done()

    socket: Any = await hass_ws_client()
    asked = {"device_ids": [device.id]} if by_device else {}
    await socket.send_json_auto_id({"type": "logbook/get_events", "start_time": start.isoformat(), **asked})
    lines = (await socket.receive_json())["result"]
    [line] = [line for line in lines if line.get("domain") == DOMAIN and "message" in line]
    assert (line["name"], line["message"], line["icon"]) == ("Basil", "was fertilised.", "mdi:sprout")
