"""Before a plant is kept, its form says what it is, what it sees now and what it would do, and keeps nothing yet."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.plantos.domain.plants import usual_dose_ml
from tests.domain.conftest import a_plant

from .conftest import BASIL, PROBE, Bench
from .steps import CARE, WHO, WIRES, Steps, empty_hub, suggested


@pytest.fixture
async def hub(hass: HomeAssistant) -> MockConfigEntry:
    """An empty hub, with things to choose from."""
    return await empty_hub(hass)


async def summed_up(hass: HomeAssistant, hub: MockConfigEntry, *answers: dict[str, Any]) -> list[str]:
    """The lines of a new plant's summary."""
    steps = Steps(hass, hub, "plant")
    await steps.start()
    for answer in answers:
        await steps.step(answer)
    assert (steps.now["step_id"], steps.now["last_step"]) == ("summary", True)
    assert not hub.subentries
    told: str = steps.now["description_placeholders"]["summary"]
    return [line.removeprefix("- ") for line in told.splitlines()]


async def test_it_tells_the_moisture_of_the_moment_the_water_the_limits_and_what_would_be_decided(
    hass: HomeAssistant, hub: MockConfigEntry
) -> None:
    hass.states.async_set(PROBE, "22", {"device_class": "moisture", "unit_of_measurement": "%"})
    probe, outlet, care, decision, automatic = await summed_up(hass, hub, WHO, WIRES, CARE)
    assert "says 22 % soil moisture now" in probe
    assert outlet.endswith("10 ml a second.")
    assert "from 30 to 60 %" in care and "gives 100 ml" in care and "500 ml at most" in care
    assert "22" in decision and "30" in decision
    assert automatic.startswith("Automatic watering is off at first")


async def test_it_tells_what_is_missing(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    wires = {"flow_ml_s": 10, "flow_calibrated": False, "priming_s": 0}
    probe, outlet, _ = await summed_up(hass, hub, WHO, wires, CARE | {"strategy": "manual"})
    assert probe.startswith("No moisture probe")
    assert outlet.startswith("No outlet")


async def test_it_warns_of_a_probe_that_says_nothing_and_of_water_that_was_not_measured(
    hass: HomeAssistant, hub: MockConfigEntry
) -> None:
    hass.states.async_set(PROBE, "unknown", {"device_class": "moisture", "unit_of_measurement": "%"})
    probe, outlet, *_ = await summed_up(hass, hub, WHO, WIRES | {"flow_calibrated": False}, CARE)
    assert "gives no soil moisture now" in probe
    assert "never opened for more than 30 seconds" in outlet


async def test_soil_that_nobody_can_ask_before_the_plant_is_kept_is_not_called_untrustworthy(
    hass: HomeAssistant, demo: Bench
) -> None:
    steps = Steps(hass, demo.entry, "plant")
    await steps.start()
    for answer in (WHO | {"name": "Mint"}, {"flow_ml_s": 10, "flow_calibrated": True, "priming_s": 0}, CARE):
        await steps.step(answer)
    assert steps.now["step_id"] == "summary"
    simulated, care = steps.now["description_placeholders"]["summary"].splitlines()
    assert "simulates" in simulated
    assert "from 30 to 60 %" in care


async def test_a_name_is_shown_as_it_is_and_never_as_markup(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    steps = Steps(hass, hub, "plant")
    await steps.start()
    for answer in (WHO | {"name": "<img src=x> *Basil*"}, WIRES, CARE):
        await steps.step(answer)
    assert steps.now["description_placeholders"]["plant"] == r"\<img src=x\> \*Basil\*"


async def test_an_old_plant_is_summed_up_with_what_is_known_of_it(bench: Bench) -> None:
    await bench.moisture(55)
    steps = Steps(bench.hass, bench.entry, "plant")
    await steps.start(BASIL)
    for answer in (WHO, WIRES, CARE):
        await steps.step(answer)
    assert "55" in steps.now["description_placeholders"]["summary"]
    assert (await steps.step({}))["type"] is FlowResultType.ABORT


async def test_the_care_page_shows_the_moisture_of_the_moment_and_a_dose_that_fits_the_pot(
    hass: HomeAssistant, hub: MockConfigEntry
) -> None:
    steps = Steps(hass, hub, "plant")
    care = await steps.all(WHO | {"pot_volume_l": 3}, WIRES)
    assert care["description_placeholders"]["moisture"] == "41 %"
    [dose] = [key.default() for key in care["data_schema"].schema if key == "dose_ml"]
    assert dose == 240.0
    assert suggested(care)["moisture_min"] == 35


@pytest.mark.parametrize(
    ("plant", "dose"),
    [
        ({"pot_volume_l": 0.5}, 40.0),
        ({"pot_volume_l": 3.0}, 240.0),
        ({"pot_volume_l": None, "area_m2": 1.0, "flow_ml_s": 50.0}, 4_000.0),
        ({"pot_volume_l": None}, 100.0),
        ({"pot_volume_l": 3.0, "area_m2": 2.0, "flow_ml_s": 50.0}, 240.0),
        # What isn't measured is open for 30 seconds at most.
        ({"pot_volume_l": 5.0, "flow_calibrated": False}, 230.0),
        ({"pot_volume_l": 10.0, "flow_ml_s": 20.0, "flow_calibrated": False}, 460.0),
        ({"pot_volume_l": 0.05}, 4.0),
    ],
)
def test_the_usual_dose_fits_the_pot_and_the_outlet(plant: dict[str, Any], dose: float) -> None:
    described = a_plant(**{"flow_calibrated": True} | plant)
    assert usual_dose_ml(described) == dose
    assert dose <= described.largest_ml


async def test_a_schedule_says_when_it_would_water_next(hass: HomeAssistant, hub: MockConfigEntry) -> None:
    timed = {"times": ["06:30"], "finish": False, "every_days": 1, "missed": "skip", "grace_min": 60}
    lines = await summed_up(hass, hub, WHO, WIRES, CARE | {"strategy": "schedule"}, timed)
    [told] = [line for line in lines if line.startswith("By this schedule it is watered next on ")]
    assert told.endswith(", 06:30.")
    assert not [line for line in lines if "the next watering is due" in line]


async def test_the_wires_are_chosen_beside_what_every_moisture_sensor_says(
    hass: HomeAssistant, hub: MockConfigEntry
) -> None:
    steps = Steps(hass, hub, "plant")
    await steps.start()
    told = (await steps.step(WHO))["description_placeholders"]["now"].splitlines()
    assert told == ["- basil probe · 41 %", "- second · 40 %"]


async def test_a_supply_is_chosen_beside_what_is_left_in_its_tank(demo: Bench) -> None:
    steps = Steps(demo.hass, demo.entry, "plant")
    await steps.start()
    [supply] = (await steps.step(WHO | {"name": "Mint"}))["data_schema"].schema["supply"].config["options"]
    assert supply["label"].startswith("Rain barrel · ") and supply["label"].endswith(" L")
