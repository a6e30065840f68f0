"""Entities as outlets: what they surely did, and what nobody can say."""

import asyncio
from datetime import timedelta
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.plantos.domain.clock import Clock
from custom_components.plantos.hardware import HardwareError, NotOpened
from custom_components.plantos.hardware.demo.garden import DemoGarden
from custom_components.plantos.hardware.entities import EntityOutlet
from tests.scripted import ScriptedOutlet, set_up_switches


@pytest.fixture
async def device(hass: HomeAssistant) -> ScriptedOutlet:
    """A switch over a plant."""
    outlet = ScriptedOutlet("pump")
    await set_up_switches(hass, outlet)
    return outlet


@pytest.fixture
def outlet(hass: HomeAssistant, device: ScriptedOutlet) -> EntityOutlet:
    """The switch as PlantOS sees it."""
    return EntityOutlet.of(hass, "switch.pump")


async def six_seconds_later(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    for _ in range(10):
        await asyncio.sleep(0)
    freezer.tick(timedelta(seconds=6))
    async_fire_time_changed(hass, dt_util.utcnow())


async def test_an_outlet_that_is_away_is_sent_nothing(device: ScriptedOutlet, outlet: EntityOutlet) -> None:
    device.vanish()
    with pytest.raises(NotOpened):
        await outlet.open(10)
    with pytest.raises(HardwareError):
        await outlet.close()
    assert device.said == []
    assert await outlet.is_open() is None


async def test_an_outlet_that_doesnt_exist_can_say_nothing(hass: HomeAssistant) -> None:
    missing = EntityOutlet.of(hass, "switch.missing")
    assert await missing.is_open() is None
    with pytest.raises(NotOpened):
        await missing.open(10)


async def test_a_refusal_that_reached_the_device_all_the_same_is_no_sure_refusal(
    hass: HomeAssistant, device: ScriptedOutlet, outlet: EntityOutlet
) -> None:
    device.on_open = "refuse"
    opening = asyncio.create_task(outlet.open(10))
    for _ in range(10):
        await asyncio.sleep(0)
    device.flowing = True
    device.appear()
    with pytest.raises(HardwareError) as error:
        await opening
    assert not isinstance(error.value, NotOpened)


async def test_an_opening_whose_state_gets_lost_is_no_sure_refusal(
    hass: HomeAssistant, device: ScriptedOutlet, outlet: EntityOutlet, freezer: FrozenDateTimeFactory
) -> None:
    device.on_open = "ignore"
    opening = asyncio.create_task(outlet.open(10))
    await asyncio.sleep(0)
    device.vanish()
    await six_seconds_later(hass, freezer)
    with pytest.raises(HardwareError) as error:
        await opening
    assert not isinstance(error.value, NotOpened)


@pytest.mark.parametrize(
    ("state", "is_open"), [("closing", True), ("opening", True), ("open", True), ("closed", False)]
)
async def test_a_valve_is_opened_and_closed_by_its_own_actions(hass: HomeAssistant, state: str, is_open: bool) -> None:
    said: list[str] = []

    async def obey(call: ServiceCall) -> None:
        said.append(call.service)
        hass.states.async_set("valve.bed", "open" if call.service == "open_valve" else "closed")

    for service in ("open_valve", "close_valve"):
        hass.services.async_register("valve", service, obey)
    hass.states.async_set("valve.bed", state)
    valve = EntityOutlet.of(hass, "valve.bed")
    assert await valve.is_open() is is_open
    await valve.open(10)
    await valve.close()

    assert said == ["open_valve", "close_valve"]


async def test_a_garden_whose_file_cant_be_written_or_read_says_so(hass: HomeAssistant, tmp_path: Path) -> None:
    folder = tmp_path / "garden.json"
    folder.mkdir()
    garden = DemoGarden(folder, Clock(), 1)
    with pytest.raises(HardwareError, match="can't be read"):
        await garden.start()

    (tmp_path / "file").touch()
    garden = DemoGarden(tmp_path / "file" / "garden.json", Clock(), 1)
    with pytest.raises(HardwareError):
        await garden._save()
    await garden.stop()
