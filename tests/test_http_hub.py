"""A hub of HTTP devices reads its probes and waters its plants, over a real network."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.plantos.const import DOMAIN
from custom_components.plantos.domain.readings import Measure

from .conftest import BASIL, plant_data, subentry
from .hardware.http import conftest as servers
from .hardware.http.conftest import Server
from .hardware.http.devices import Gen2
from .http_forms import http_entry
from .test_discovery import device

SWITCH, SOIL, AIR = "pump-id/switch:0", "pump-id/humidity:100", "pump-id/temperature:100"
CHANNELS = {
    "switch:0": {"role": "outlet", "name": "switch 0"},
    "humidity:100": {"role": "probe", "name": "humidity 100", "measure": "moisture", "unit": "%"},
    "temperature:100": {"role": "probe", "name": "temperature 100", "measure": "temperature", "unit": "°C"},
}

server = servers.server


def state(hass: HomeAssistant, key: str) -> Any:
    """The state of the plant's entity."""
    [entity_id] = [e.entity_id for e in er.async_get(hass).entities.values() if e.unique_id == f"{BASIL}_{key}"]
    return hass.states.get(entity_id)


@pytest.mark.usefixtures("socket_enabled")
async def test_a_plant_is_read_and_watered_through_a_shelly(hass: HomeAssistant, server: Server) -> None:
    shelly = Gen2(server)
    shelly_row = device(port=server.port)
    shelly_row["data"] = {**shelly_row["data"], "channels": CHANNELS}
    plant = plant_data(probes={"moisture": SOIL, "temperature": AIR}, outlet=SWITCH, automatic=False)
    entry = http_entry(shelly_row, subentry(BASIL, plant))
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    assert state(hass, "moisture").state == "51.0"
    readings = entry.runtime_data.probes.readings(BASIL)
    assert readings[Measure.TEMPERATURE].value == 18.25
    plant_device = entry.runtime_data.device(BASIL)
    done: Any = await hass.services.async_call(
        DOMAIN,
        "water_plant",
        {"amount_ml": 5},
        target={"device_id": plant_device.id},
        blocking=True,
        return_response=True,
    )

    [watered] = done["plants"]
    assert (watered["status"], watered["plant_name"]) == ("completed", "Basil")
    assert 4 <= watered["delivered_ml"] < 20
    said = [body for asked, body in zip(server.asked, server.bodies, strict=True) if "Switch.Set" in asked]
    # A hub that starts closes what it finds; the device's own timer is armed by the very request that opens.
    [opened] = [at for at, body in enumerate(said) if '"on": true' in body]
    assert '"toggle_after"' in said[opened]
    assert said[opened + 1 :] == ['{"id": 0, "on": false}']
    assert shelly.switch["output"] is False
    await hass.config_entries.async_unload(entry.entry_id)
