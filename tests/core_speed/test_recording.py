"""What a watering leaves in the recorder."""

from core_speed.house import House
from core_speed.workloads import named
from homeassistant.core import HomeAssistant
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
import pytest


@pytest.fixture
def enable_custom_integrations(recorder_mock: object, hass: HomeAssistant) -> None:
    """The recorder has to be there before PlantOS."""
    hass.data.pop(DATA_CUSTOM_COMPONENTS)


async def test_rows_are_counted_beside_those_of_an_idle_hour(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core_speed.watering.HOUR_S", 600)
    (workload,) = named(["W8"])
    home = House(hass)
    await home.equip({domain: config for domain, config in workload.config(2).items() if domain != "recorder"})
    figures = {figure.what: figure.value for figure in await workload.measure(home, 2)}
    assert [*figures] == [
        "rows of an idle hour",
        "bytes of an idle hour",
        "rows of a run",
        "bytes of a run",
    ]
    # Whatever a run tells, its beginning and its end are told.
    assert figures["rows of a run"] >= 2
