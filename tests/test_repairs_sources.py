"""Probes that can't be believed and entities that are gone: shown, replaced, or trusted again."""

from typing import Any

from homeassistant.core import CoreState, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from .conftest import BASIL, FERN, PROBE, Bench, BenchMaker, plant_data, subentry
from .mending import TEXTS, answer, begin, flows, mend, newest_command, repair, repairs
from .scripted import ScriptedOutlet

TANK = "tank-id"
MOISTURE, QUARANTINED = f"{BASIL}:moisture_probe", f"{BASIL}:moisture"


def say(hass: HomeAssistant, entity_id: str, value: float, unit: str = "%") -> None:
    hass.states.async_set(entity_id, str(value), {"unit_of_measurement": unit})


@pytest.fixture
async def doubtful(bench: Bench) -> Bench:
    """A basil whose probe has talked nonsense again and again."""
    for number in range(21):
        await bench.moisture(150 + number)
        await bench.pass_time(1)
    await bench.pass_time(2)
    return bench


@pytest.fixture
async def deaf(bench: Bench) -> Bench:
    """A basil whose probe was removed from Home Assistant."""
    bench.hass.states.async_remove(PROBE)
    await bench.pass_time(62, step=31)
    return bench


# --- probes that can't be believed ------------------------------------------------------------------


async def test_a_probe_that_talks_nonsense_is_shown_until_it_has_made_sense_for_an_hour(doubtful: Bench) -> None:
    issue = repair(doubtful.hass, "probe_quarantined", QUARANTINED)
    assert issue and issue.translation_placeholders == {"plant": "Basil", "part": "The soil moisture probe"}

    await doubtful.moisture(44)
    await doubtful.pass_time(3_660, step=60)
    assert repair(doubtful.hass, "probe_quarantined", QUARANTINED) is None


async def test_a_probe_that_was_checked_is_believed_again(doubtful: Bench) -> None:
    await doubtful.moisture(44)
    await mend(doubtful, "probe_quarantined", QUARANTINED, {"moisture_probe": PROBE})

    assert repair(doubtful.hass, "probe_quarantined", QUARANTINED) is None
    assert doubtful.state("moisture").state == "44.0"
    assert (await newest_command(doubtful)).action == "trust_probe"


async def test_a_probe_that_talks_nonsense_can_be_replaced(doubtful: Bench) -> None:
    say(doubtful.hass, "sensor.new_probe", 41)
    coordinator = doubtful.coordinator
    await mend(doubtful, "probe_quarantined", QUARANTINED, {"moisture_probe": "sensor.new_probe"})

    assert doubtful.coordinator is not coordinator
    assert doubtful.state("moisture").state == "41.0"
    assert repairs(doubtful.hass) == set()


async def test_a_backup_can_be_replaced_where_there_is_one(make_bench: BenchMaker, hass: HomeAssistant) -> None:
    say(hass, "sensor.backup", 44)
    say(hass, "sensor.spare", 43)
    bench = await make_bench(backups={"moisture": "sensor.backup"})
    for number in range(21):
        await bench.moisture(150 + number)
        await bench.pass_time(1)
    await bench.pass_time(2)
    form = await begin(hass, "probe_quarantined", QUARANTINED)
    assert form["data_schema"]
    assert {str(key) for key in form["data_schema"].schema} == {"moisture_probe", "moisture_backup"}
    await answer(hass, form, {"moisture_probe": PROBE, "moisture_backup": "sensor.spare"})
    await bench.settle()

    assert bench.entry.subentries[BASIL].data["backups"] == {"moisture": "sensor.spare"}
    assert bench.entry.subentries[BASIL].data["probes"] == {"moisture": PROBE}


# --- entities that are gone -------------------------------------------------------------------------


async def test_an_entity_that_is_gone_is_shown_until_it_comes_back(deaf: Bench) -> None:
    issue = repair(deaf.hass, "source_removed", MOISTURE)
    assert issue and issue.translation_placeholders == {
        "name": "Basil",
        "entity": PROBE,
        "part": "The soil moisture probe",
    }
    await deaf.moisture(44)
    await deaf.pass_time(62, step=31)
    assert repairs(deaf.hass) == set()


async def test_of_the_weather_that_is_gone_a_repair_speaks_in_its_own_words(bench: Bench) -> None:
    bench.hass.config_entries.async_update_entry(bench.entry, options={"weather": {"weather_entity": "weather.gone"}})
    await bench.hass.async_block_till_done()
    await bench.pass_time(62, step=31)
    subject = f"{bench.entry.entry_id}:weather_entity"
    assert repair(bench.hass, "weather_removed", subject)
    assert repair(bench.hass, "source_removed", subject) is None
    told = TEXTS["weather_removed"]["fix_flow"]["step"]["confirm"]["description"]
    assert "calibration" not in told and "probe" not in told
    bench.hass.states.async_set("weather.home", "sunny")
    assert (await mend(bench, "weather_removed", subject, {"weather_entity": "weather.home"}))[
        "type"
    ] is FlowResultType.CREATE_ENTRY
    assert bench.entry.options["weather"]["weather_entity"] == "weather.home"


async def test_an_entity_that_is_gone_is_one_repair_and_not_also_a_device_that_fails(deaf: Bench) -> None:
    await deaf.pass_time(240, step=60)
    assert repairs(deaf.hass) == {"source_removed"}


async def test_an_entity_that_is_only_silent_is_not_gone(bench: Bench) -> None:
    await bench.moisture("unavailable")
    await bench.pass_time(62, step=31)
    assert repair(bench.hass, "source_removed", MOISTURE) is None


async def test_an_entity_that_somebody_disabled_is_gone(bench: Bench) -> None:
    registry = er.async_get(bench.hass)
    registry.async_update_entity("switch.basil_pump", disabled_by=er.RegistryEntryDisabler.USER)
    await bench.pass_time(62, step=31)
    assert repair(bench.hass, "source_removed", f"{BASIL}:outlet")


async def test_nothing_is_called_gone_while_home_assistant_starts(bench: Bench) -> None:
    bench.hass.set_state(CoreState.starting)
    bench.hass.states.async_remove(PROBE)
    await bench.pass_time(62, step=31)
    assert repair(bench.hass, "source_removed", MOISTURE) is None

    bench.hass.set_state(CoreState.running)
    await bench.pass_time(62, step=31)
    assert repair(bench.hass, "source_removed", MOISTURE)
    bench.hass.set_state(CoreState.starting)
    await bench.pass_time(62, step=31)
    assert repair(bench.hass, "source_removed", MOISTURE)
    bench.hass.set_state(CoreState.running)


async def test_an_entity_that_is_gone_is_replaced_and_the_hub_set_up_anew(deaf: Bench) -> None:
    say(deaf.hass, "sensor.new_probe", 41)
    coordinator = deaf.coordinator
    result = await mend(deaf, "source_removed", MOISTURE, {"moisture_probe": "sensor.new_probe"})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert deaf.coordinator is not coordinator
    assert deaf.entry.subentries[BASIL].data["probes"] == {"moisture": "sensor.new_probe"}
    assert deaf.state("moisture").state == "41.0"
    assert repairs(deaf.hass) == set()
    command = await newest_command(deaf)
    assert (command.action, command.plant_id) == ("replace_source", BASIL)
    assert command.before == {"moisture_probe": PROBE}
    assert command.after == {"moisture_probe": "sensor.new_probe"}


async def test_a_replacement_waits_for_the_run_and_is_not_asked_for_again(deaf: Bench) -> None:
    say(deaf.hass, "sensor.new_probe", 41)
    await deaf.hass.services.async_call(
        "valve", "open_valve", {"entity_id": deaf.state("outlet").entity_id}, blocking=True
    )
    await deaf.settle()
    coordinator = deaf.coordinator
    await mend(deaf, "source_removed", MOISTURE, {"moisture_probe": "sensor.new_probe"})
    await deaf.pass_time(3)
    assert deaf.outlet.flowing
    assert deaf.coordinator is coordinator
    assert repair(deaf.hass, "source_removed", MOISTURE) is None

    await deaf.pass_time(15)
    assert deaf.coordinator is not coordinator


async def test_the_browser_is_shown_what_can_be_chosen(deaf: Bench, hass_client: ClientSessionGenerator) -> None:
    await flows(deaf.hass)
    client = await hass_client()
    asked = {"handler": "plantos", "issue_id": f"source_removed_{MOISTURE}"}
    response = await client.post("/api/repairs/issues/fix", json=asked)
    [field] = (await response.json())["data_schema"]

    assert (field["name"], field["required"]) == ("moisture_probe", True)
    assert field["selector"]["entity"]["domain"] == ["sensor", "input_number", "number"]


@pytest.mark.parametrize("own", ["sensor.basil_water_used", "sensor.fern_probe_that_never_was", "switch.basil_pump"])
async def test_only_numbers_of_others_are_offered_for_a_probe(deaf: Bench, own: str) -> None:
    with pytest.raises(InvalidData):
        await mend(deaf, "source_removed", MOISTURE, {"moisture_probe": own})


async def test_an_outlet_that_another_plant_uses_is_refused_in_words(make_bench: BenchMaker) -> None:
    bench = await make_bench(
        subentry(BASIL, plant_data()),
        subentry(FERN, plant_data("Fern", outlet="switch.fern_pump", automatic=False)),
        outlets=(ScriptedOutlet("fern_pump"), ScriptedOutlet("spare")),
    )
    er.async_get(bench.hass).async_remove("switch.basil_pump")
    await bench.pass_time(62, step=31)
    outlet = f"{BASIL}:outlet"

    assert (await mend(bench, "source_removed", outlet, {"outlet": "switch.fern_pump"}))["errors"] == {
        "outlet": "outlet_in_use"
    }
    assert (await mend(bench, "source_removed", outlet, {"outlet": "switch.basil_pump"}))["errors"] == {
        "outlet": "not_there"
    }
    assert (await mend(bench, "source_removed", outlet, {"outlet": "switch.spare"}))["type"] is (
        FlowResultType.CREATE_ENTRY
    )
    assert bench.entry.subentries[BASIL].data["outlet"] == "switch.spare"
    assert bench.state("outlet").state == "closed"


SUPPLY = {
    "name": "Barrel",
    "pump": "switch.basil_pump",
    "tank": "sensor.level",
    "flow_meter": "sensor.flow",
    "leak": "binary_sensor.wet",
}


@pytest.mark.parametrize(
    ("part", "unfit", "fit"),
    [
        ("pump", None, "switch.spare"),
        ("tank", "sensor.warmth", "sensor.other_level"),
        ("flow_meter", "sensor.warmth", "sensor.other_flow"),
        ("leak", None, "binary_sensor.other"),
    ],
)
async def test_every_part_of_a_supply_can_be_replaced_by_what_fits(
    hass: HomeAssistant, make_bench: BenchMaker, part: str, unfit: str | None, fit: str
) -> None:
    say(hass, "sensor.warmth", 20, "°C")
    for entity_id, unit in (("sensor.other_level", "L"), ("sensor.other_flow", "L/min")):
        say(hass, entity_id, 20, unit)
    hass.states.async_set("binary_sensor.other", "off")
    bench = await make_bench(
        subentry(TANK, SUPPLY, "supply"),
        subentry(BASIL, plant_data(supply=TANK, outlet=None)),
        outlets=(ScriptedOutlet("spare"),),
    )
    er.async_get(hass).async_remove("switch.basil_pump")
    await bench.pass_time(62, step=31)
    if unfit:
        result = await mend(bench, "source_removed", f"{TANK}:{part}", {part: unfit})
        assert result["errors"] == {part: "wrong_unit"}
    await mend(bench, "source_removed", f"{TANK}:{part}", {part: fit})

    data: dict[str, Any] = dict(bench.entry.subentries[TANK].data)
    assert data == SUPPLY | {part: fit}
    assert repair(hass, "source_removed", f"{TANK}:{part}") is None
