"""A sensor at a pump in its supply's tank's place: it keeps no water back, and no pump running dry."""

from typing import Any

from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.plantos.watering.runs import RunState
from custom_components.plantos.waterworks import supply_state

from . import pi as pis
from .acting import in_words
from .conftest import plant_data, subentry
from .hardware.i2c.fakes import Wire, Words, buses_of
from .pi import RELAY, Bring, basil, part, relay, tracebacks, until

bring = pis.bring

BARREL, WELL, FERN, ROSE = "barrel-id", "well-id", "fern-id", "rose-id"
AMMETER = part("ina-id", "ina219", {"water": {"role": "tank"}}, "Ammeter", bus=1, address=0x40, dry_below_ma=150)
PROBE = part("bed-id", "ads1115", {"a0": {"role": "probe", "unit": "V", "raw": True}}, "Bed", bus=1, address=0x48)
# At 2.2 V the soil is dry.
DRY = {
    "probes": {"moisture": "bed-id/a0"},
    "calibrations": {"moisture": {"slope": -83.333, "offset": 200.0}},
    "strategy": "moisture",
    "automatic": True,
}
PUMPED: dict[str, Any] = {"probes": {}, "flow_ml_s": 25.0, "strategy": "manual", "automatic": False}


@pytest.fixture
def current(monkeypatch: pytest.MonkeyPatch) -> Words:
    """What the barrel's pump takes: at first nearly nothing, since it rests. Seconds are short here."""
    i2c = "custom_components.plantos.hardware.i2c"
    monkeypatch.setattr(f"{i2c}.device._WATCH_S", 0.02)
    monkeypatch.setattr(f"{i2c}.device._FRESH_S", 0.0)
    monkeypatch.setattr(f"{i2c}.dry_run.DRY_AFTER_S", 0.1)
    current = Words({1: 30}, always={2: 2 | 3000 << 3})
    wire = Wire({0x40: current, 0x48: Words({0: 0x44C0}, always={1: 0x8000})})
    monkeypatch.setattr("custom_components.plantos.hardware.raspberry_pi.Buses", lambda: buses_of({1: wire}))
    return current


def barrel() -> Any:
    """A supply without a tank's sensor but the one at its pump."""
    return subentry(BARREL, {"name": "Barrel", "tank": "ina-id/water"}, "supply")


async def test_a_pump_that_rests_keeps_no_automatic_water_back(
    bring: Bring, current: Words, caplog: pytest.LogCaptureFixture
) -> None:
    current.values[1] = 2_000
    pi = await bring(relay(), AMMETER, PROBE, barrel(), basil(supply=BARREL, **DRY))
    await until(lambda: 1 in pi.levels())
    await until(lambda: pi.run.state is not RunState.WATERING)
    assert pi.run.failure is None
    assert tracebacks(caplog) == []


async def test_a_pump_that_runs_dry_stops_its_own_supply_and_isnt_started_again(
    bring: Bring, current: Words, caplog: pytest.LogCaptureFixture
) -> None:
    pi = await bring(
        relay("17", "18", "22"),
        AMMETER,
        barrel(),
        subentry(WELL, {"name": "Well"}, "supply"),
        basil(supply=BARREL),
        subentry(FERN, plant_data("Fern", **PUMPED, supply=WELL, outlet=f"{RELAY}/18")),
        subentry(ROSE, plant_data("Rose", **PUMPED, supply=WELL, outlet=f"{RELAY}/22")),
    )
    watered = await pi.act("water_plant", {"amount_ml": 10}, FERN)
    assert watered["plants"][0]["status"] == "completed"
    assert supply_state(pi.hub, BARREL).floats is True

    rose = pi.hub.device(ROSE)
    assert rose
    water = {"amount_ml": 500}
    await pi.hass.services.async_call("plantos", "water_plant", water, target={"device_id": rose.id}, blocking=True)
    await until(lambda: pi.levels(22)[-1:] == [1])
    dry = await pi.act("water_plant", {"amount_ml": 500})
    assert dry["plants"][0]["status"] == "failed"
    assert pi.run.failure and pi.run.failure.key == "failed_tank_empty"
    assert (pi.levels(17)[-1], pi.levels(22)[-1]) == (0, 1)
    with pytest.raises(ServiceValidationError) as refused:
        await pi.act("water_plant", {"amount_ml": 5})
    assert in_words(refused.value) == "denied_tank_empty"
    assert pi.levels(17).count(1) == 1
    assert tracebacks(caplog) == []
