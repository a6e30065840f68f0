"""What Home Assistant's quality scale asks of a hub at work, where no other test promises it already."""

import ast
from pathlib import Path
from types import MappingProxyType

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components import plantos
from custom_components.plantos.const import DOMAIN

from .conftest import BASIL, FERN, Bench, BenchMaker, plant_data, subentry

COMPONENT = Path(plantos.__file__).parent


async def test_every_action_is_there_without_any_hub(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    assert set(hass.services.async_services_for_domain(DOMAIN)) == set(load_yaml_dict(str(COMPONENT / "services.yaml")))


async def test_every_entity_has_an_id_a_device_and_a_name_beneath_it(
    make_bench: BenchMaker, all_entities: None, entity_registry: er.EntityRegistry
) -> None:
    bench = await make_bench(subentry(BASIL, plant_data(supply="tank")), subentry("tank", {"name": "Tank"}, "supply"))
    entities = er.async_entries_for_config_entry(entity_registry, bench.entry.entry_id)
    assert {entity.domain for entity in entities} >= {"binary_sensor", "button", "number", "sensor", "switch", "valve"}
    for entity in entities:
        assert entity.unique_id
        assert (entity.entity_id, entity.has_entity_name, bool(entity.device_id)) == (entity.entity_id, True, True)


async def test_what_few_people_need_is_disabled_at_first(bench: Bench, entity_registry: er.EntityRegistry) -> None:
    entities = er.async_entries_for_config_entry(entity_registry, bench.entry.entry_id)
    disabled = {entity.unique_id.removeprefix(f"{BASIL}_") for entity in entities if entity.disabled}
    assert {"dry_in", "pump", "moisture_min", "moisture_max"} <= disabled
    assert {"moisture", "needs_water", "outlet"}.isdisjoint(disabled)


async def test_a_plant_that_is_added_becomes_a_device_and_one_that_is_removed_leaves_none(
    bench: Bench, device_registry: dr.DeviceRegistry
) -> None:
    def devices() -> set[str | None]:
        found = dr.async_entries_for_config_entry(device_registry, bench.entry.entry_id)
        return {device.name for device in found}

    before = devices()
    plant = MappingProxyType(plant_data("Fern", probes={}, outlet=None, strategy="manual"))
    fern = ConfigSubentry(data=plant, subentry_id=FERN, subentry_type="plant", title="Fern", unique_id=None)
    bench.hass.config_entries.async_add_subentry(bench.entry, fern)
    await bench.settle()
    assert devices() == before | {"Fern"}

    bench.hass.config_entries.async_remove_subentry(bench.entry, FERN)
    await bench.settle()
    assert devices() == before


async def test_a_probe_that_goes_silent_is_logged_once_and_once_when_it_answers_again(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.hass.states.async_set("sensor.basil_probe", "unavailable")
    await bench.pass_time(300, step=60)
    assert caplog.text.count("doesn't answer") == 1

    await bench.moisture(44)
    await bench.pass_time(120, step=60)
    assert caplog.text.count("answers again") == 1


@pytest.mark.parametrize(
    ("forbidden", "why"),
    [
        ("ClientSession(", "Home Assistant's own session is used"),
        ("hass.data[DOMAIN]", "what a hub knows is in its runtime data"),
        ("shell=True", "nothing goes through a shell"),
        ("eval(", "nothing is evaluated"),
        ("environ", "nobody has to set an environment variable"),
        ("getenv", "nobody has to set an environment variable"),
    ],
)
def test_no_module_does_what_the_house_forbids(forbidden: str, why: str) -> None:
    # Without comments, as the machine reads it.
    guilty = [path.name for path in COMPONENT.rglob("*.py") if forbidden in ast.unparse(ast.parse(path.read_text()))]
    assert guilty == [], why
