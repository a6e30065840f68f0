"""How often people mean to care for a plant themselves is asked where its care is, and of nobody who wants none."""

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import InvalidData
import pytest

from .steps import CARE, WHO, WIRES, Steps, empty_hub, suggested

OFTEN = {"water_every_days": 7, "fertilise_every_days": 14, "repot_every_months": 24}


@pytest.fixture
async def plant(hass: HomeAssistant) -> Steps:
    """The form of a new plant."""
    return Steps(hass, await empty_hub(hass), "plant")


async def test_who_leaves_it_empty_is_asked_for_nothing(plant: Steps) -> None:
    await plant.all(WHO, WIRES, CARE)
    [found] = plant.entry.runtime_data.plants.values()
    assert (found.water_every_days, found.fertilise_every_days, found.repot_every_months) == (None, None, None)
    assert not plant.now["data"].keys() & {*OFTEN, "by_hand"}


async def test_what_is_asked_for_is_kept_shown_again_and_can_be_taken_back(plant: Steps) -> None:
    await plant.all(WHO, WIRES, CARE | {"by_hand": OFTEN})
    [found] = plant.entry.runtime_data.plants.values()
    assert found.model_dump(include={*OFTEN}) == OFTEN

    await plant.start(found.plant_id)
    await plant.go(WHO)
    form = await plant.go(WIRES)
    assert suggested({"data_schema": form["data_schema"].schema["by_hand"].schema}) == OFTEN
    await plant.go(CARE | {"by_hand": {"repot_every_months": 12}})
    [found] = plant.entry.runtime_data.plants.values()
    assert found.model_dump(include={*OFTEN}) == dict.fromkeys(OFTEN) | {"repot_every_months": 12}


@pytest.mark.parametrize("wrong", [{"water_every_days": 0}, {"fertilise_every_days": 366}, {"repot_every_months": -1}])
async def test_what_makes_no_sense_is_refused(plant: Steps, wrong: dict[str, int]) -> None:
    await plant.all(WHO, WIRES)
    with pytest.raises(InvalidData):
        await plant.go(CARE | {"by_hand": wrong})
