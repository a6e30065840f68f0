"""Plants as a document: exported, brought back unchanged, brought elsewhere with care, cloned."""

from collections.abc import Callable
import json
from typing import Any

from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util.yaml import dump, parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.plantos.exports import document

from .acting import act, call, device_of, in_words, refused
from .conftest import BASIL, FERN, PROBE, Bench, BenchMaker, entities_entry, plant_data, species_data, subentry
from .http_forms import http_entry
from .scripted import ScriptedOutlet
from .test_discovery import device

OWN, TANK = "own-species-id", "tank-id"
# Everything that a plant can hang on or have been measured.
WHOLE: dict[str, Any] = {
    "species": OWN,
    "supply": TANK,
    "calibrations": {"moisture": {"slope": -1.0, "offset": 100.0}},
    "strategy": "schedule",
    "schedule": {"times": ["07:00:00"], "weekdays": [0, 3]},
    "planted": "2026-05-01",
}


def whole_hub() -> list[ConfigSubentryDataWithId]:
    """A basil that uses all that a hub can hold."""
    return [
        subentry(BASIL, plant_data(**WHOLE)),
        subentry(TANK, {"name": "Tank", "at_once": 2}, "supply"),
        subentry(OWN, species_data(), "species"),
    ]


async def export(bench: Bench, **target: Any) -> Any:
    return await call(bench, "export_plants", target=target or None)


async def bring(bench: Bench, exported: Any, **options: Any) -> list[dict[str, Any]]:
    answer = await call(bench, "import_plants", {"data": exported, **options})
    await bench.settle()
    plants: list[dict[str, Any]] = answer["plants"]
    return plants


async def not_brought(bench: Bench, exported: Any) -> str | None:
    """Why nothing of this is imported."""
    before = kept(bench.entry)
    with pytest.raises(ServiceValidationError) as error:
        await bring(bench, exported)
    assert kept(bench.entry) == before
    return in_words(error.value)


def kept(entry: MockConfigEntry) -> dict[str, Any]:
    """What a hub's entry holds, as its file does."""
    parts = {key: (part.subentry_type, part.title, dict(part.data)) for key, part in entry.subentries.items()}
    held: dict[str, Any] = json.loads(json.dumps(parts))
    return held


def as_json(exported: Any) -> Any:
    return json.loads(json.dumps(exported))


def as_yaml(exported: Any) -> Any:
    return parse_yaml(dump(exported))


async def second_hub(bench: Bench, *subentries: ConfigSubentryDataWithId) -> MockConfigEntry:
    """Another hub of existing entities."""
    entry = entities_entry(*subentries, entry_id="other-hub-id")
    entry.add_to_hass(bench.hass)
    assert await bench.hass.config_entries.async_setup(entry.entry_id)
    await bench.hass.async_block_till_done()
    return entry


def edited(exported: Any, **changes: Any) -> Any:
    """An export whose first plant somebody has changed by hand."""
    copy = as_json(exported)
    copy["hubs"][0]["plants"][0].update(changes)
    return copy


# --- coming home ------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", [as_json, as_yaml])
async def test_plants_that_are_there_come_back_unchanged(make_bench: BenchMaker, written: Callable[[Any], Any]) -> None:
    bench = await make_bench(*whole_hub())
    before = kept(bench.entry)

    [plant] = await bring(bench, written(await export(bench)))

    assert (plant["plant_id"], plant["result"], plant["left_out"]) == (BASIL, "unchanged", [])
    assert kept(bench.entry) == before


@pytest.mark.parametrize("written", [as_json, as_yaml])
async def test_the_demo_gardens_plants_come_back_unchanged(demo: Bench, written: Callable[[Any], Any]) -> None:
    before = kept(demo.entry)
    plants = await bring(demo, written(await export(demo)))
    assert {plant["result"] for plant in plants} == {"unchanged"}
    assert kept(demo.entry) == before


@pytest.mark.parametrize("written", [as_json, as_yaml])
async def test_plants_that_were_removed_come_back_as_they_were_with_all_that_belongs_to_them(
    make_bench: BenchMaker, written: Callable[[Any], Any]
) -> None:
    bench = await make_bench(*whole_hub())
    before, exported = kept(bench.entry), written(await export(bench))
    for subentry_id in list(bench.entry.subentries):
        bench.hass.config_entries.async_remove_subentry(bench.entry, subentry_id)
    await bench.settle()
    assert not bench.coordinator.plants

    [plant] = await bring(bench, exported)

    assert (plant["plant_id"], plant["result"]) == (BASIL, "added")
    assert kept(bench.entry) == before
    assert bench.coordinator.plants[BASIL].automatic


async def test_only_the_plants_that_are_meant_are_exported(make_bench: BenchMaker) -> None:
    bench = await make_bench(
        subentry(BASIL, plant_data()), subentry(FERN, plant_data("Fern", outlet=None)), *whole_hub()[1:]
    )
    [hub] = (await export(bench, device_id=device_of(bench, FERN)))["hubs"]

    assert [plant["name"] for plant in hub["plants"]] == ["Fern"]
    assert (hub["supplies"], hub["species"]) == ([], [])


async def test_a_plant_by_its_new_name_is_exported(bench: Bench) -> None:
    bench.hass.config_entries.async_update_subentry(bench.entry, bench.entry.subentries[BASIL], title="Genovese")
    await bench.settle()
    [hub] = (await export(bench))["hubs"]

    assert [plant["name"] for plant in hub["plants"]] == ["Genovese"]


def test_nothing_secret_of_a_device_is_exported() -> None:
    row = device()
    row["data"] = {**row["data"], "settings": {**row["data"]["settings"], "password": "open sesame"}}
    plant = plant_data(probes={"moisture": f"{row['subentry_id']}/humidity:100"}, outlet=None)
    exported = document(http_entry(row, subentry(BASIL, plant)), {BASIL})

    assert exported["devices"] == {row["subentry_id"]: row["title"]}
    assert "open sesame" not in json.dumps(exported)


# --- coming elsewhere -------------------------------------------------------------------------------


async def test_a_plant_that_is_brought_elsewhere_is_watered_by_hand_at_first(make_bench: BenchMaker) -> None:
    bench = await make_bench(*whole_hub())
    exported = await export(bench)
    bench.hass.config_entries.async_remove_subentry(bench.entry, BASIL)
    await bench.settle()
    other = await second_hub(bench)

    [plant] = await bring(bench, exported, config_entry_id=other.entry_id)

    moved = other.runtime_data.plants[plant["plant_id"]]
    assert (plant["result"], plant["left_out"]) == ("added", [])
    # A pump of the same name need not be the pump that was measured, nor a probe the one that was calibrated.
    assert (moved.flow_calibrated, moved.calibrations) == (False, {})
    assert (moved.automatic, moved.outlet, moved.schedule.weekdays) == (False, "switch.basil_pump", {0, 3})
    assert other.runtime_data.supplies[moved.supply].at_once == 2
    assert other.subentries[moved.species].title == "Grandma's fern"


async def test_what_several_plants_share_comes_along_once(make_bench: BenchMaker) -> None:
    bench = await make_bench(*whole_hub(), subentry(FERN, plant_data("Fern", outlet=None, species=OWN, supply=TANK)))
    other = await second_hub(bench)

    await bring(bench, await export(bench), config_entry_id=other.entry_id)

    kinds = sorted(part.subentry_type for part in other.subentries.values())
    assert kinds == ["plant", "plant", "species", "supply"]


async def test_an_outlet_that_another_plant_uses_is_left_out(bench: Bench) -> None:
    other = await second_hub(bench)

    [plant] = await bring(bench, await export(bench), config_entry_id=other.entry_id)

    copy = other.runtime_data.plants[plant["plant_id"]]
    assert plant["left_out"] == ["outlet"]
    assert (copy.outlet, copy.flow_calibrated, copy.automatic) == (None, False, False)
    assert plant["plant_id"] != BASIL


async def test_channels_of_devices_that_are_not_there_are_left_out_with_what_was_measured_of_them(
    bench: Bench,
) -> None:
    exported = edited(
        await export(bench),
        id=None,
        name="Mint",
        probes={"moisture": "board-id/a0"},
        outlet="board-id/relay",
        calibrations={"moisture": {"slope": -1.0, "offset": 100.0}},
    )
    exported["hubs"][0]["devices"] = {"board-id": "Balcony board"}

    [plant] = await bring(bench, exported)

    mint = bench.coordinator.plants[plant["plant_id"]]
    assert plant["left_out"] == ["moisture_probe", "outlet"]
    assert (mint.probes, mint.outlet, mint.calibrations, mint.automatic) == ({}, None, {}, False)


@pytest.mark.parametrize(
    ("wires", "left_out"),
    [
        ({"outlet": "light.kitchen"}, ["outlet"]),
        ({"outlet": "switch.nowhere"}, ["outlet"]),
        ({"outlet": "nonsense"}, ["outlet"]),
        ({"outlet": "valve.basil_outlet"}, ["outlet"]),
        ({"probes": {"moisture": "sensor.basil_moisture"}}, ["moisture_probe"]),
        ({"probes": {"moisture": "light.kitchen"}}, ["moisture_probe"]),
        ({"backups": {"moisture": "sensor.nowhere"}}, ["moisture_backup"]),
    ],
    ids=str,
)
async def test_what_a_form_would_not_offer_is_left_out(
    bench: Bench, wires: dict[str, Any], left_out: list[str]
) -> None:
    bench.hass.states.async_set("light.kitchen", "off")
    own = {"probes": {"moisture": PROBE}, "outlet": None}
    [plant] = await bring(bench, edited(await export(bench), id=None, name="Mint", **own | wires))

    mint = bench.coordinator.plants[plant["plant_id"]]
    assert (plant["left_out"], mint.outlet, mint.automatic) == (left_out, None, False)


async def test_a_supply_with_a_pump_that_is_not_there_is_left_out(make_bench: BenchMaker) -> None:
    bench = await make_bench(*whole_hub())
    exported = await export(bench)
    exported["hubs"][0]["supplies"][0] |= {"pump": "switch.nowhere"}
    other = await second_hub(bench)

    [plant] = await bring(bench, exported, config_entry_id=other.entry_id)

    assert plant["left_out"] == ["outlet", "supply"]
    assert [part for part in other.subentries.values() if part.subentry_type == "supply"] == []


async def test_a_source_that_a_plant_has_already_stays_though_it_is_away(bench: Bench) -> None:
    exported = edited(await export(bench), dose_ml=150.0)
    bench.hass.states.async_remove(PROBE)

    [plant] = await bring(bench, exported, replace=True)

    assert (plant["left_out"], bench.coordinator.plants[BASIL].probes) == ([], {"moisture": PROBE})


@pytest.mark.usefixtures("socket_enabled")
async def test_a_channel_that_is_something_else_is_left_out(hass: HomeAssistant) -> None:
    row = device()
    row["data"] = {**row["data"], "channels": {"switch:0": {"role": "outlet", "name": "Relay"}}}
    entry = http_entry(row)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    plant = {"id": "old-id", **plant_data(probes={"moisture": "pump-id/switch:0"}, outlet=None)}
    hub = {"config_entry_id": entry.entry_id, "kind": "http", "plants": [plant], "devices": {"pump-id": "Pump"}}

    answer: Any = await hass.services.async_call(
        "plantos", "import_plants", {"data": {"version": 1, "hubs": [hub]}}, blocking=True, return_response=True
    )
    await hass.async_block_till_done()

    assert answer["plants"][0]["left_out"] == ["moisture_probe"]
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("socket_enabled")
async def test_a_channel_is_found_again_at_the_device_of_its_name(hass: HomeAssistant) -> None:
    row = device()
    row["data"] = {**row["data"], "channels": {"switch:0": {"role": "outlet", "name": "Relay"}}}
    entry = http_entry(row)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    plant = {"id": "old-id", **plant_data(probes={}, outlet="old-board/switch:0")}
    hub = {"config_entry_id": "gone", "kind": "http", "plants": [plant], "devices": {"old-board": row["title"]}}

    answer: Any = await hass.services.async_call(
        "plantos",
        "import_plants",
        {"data": {"version": 1, "hubs": [hub]}, "config_entry_id": entry.entry_id},
        blocking=True,
        return_response=True,
    )
    await hass.async_block_till_done()

    assert answer["plants"][0]["left_out"] == []
    assert entry.subentries["old-id"].data["outlet"] == f"{row['subentry_id']}/switch:0"
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_real_pump_never_hangs_on_a_demo_gardens_clock(make_bench: BenchMaker, demo: Bench) -> None:
    bench = await make_bench(subentry("mint-id", plant_data("Mint")))
    exported = await export(bench, device_id=device_of(bench, "mint-id"))
    [plant] = await bring(demo, exported, config_entry_id="demo-hub-id")

    data = demo.entry.subentries[plant["plant_id"]].data
    assert not {"probes", "outlet"} & data.keys()
    assert not data["flow_calibrated"]


# --- what is refused --------------------------------------------------------------------------------


async def test_a_plant_that_is_there_with_other_settings_is_changed_only_when_that_is_asked_for(bench: Bench) -> None:
    exported = edited(await export(bench), dose_ml=150.0)
    assert await not_brought(bench, exported) == "import_plant_there"

    [plant] = await bring(bench, exported, replace=True)

    assert (plant["result"], plant["plant_id"]) == ("replaced", BASIL)
    assert bench.coordinator.plants[BASIL].dose_ml == 150.0
    assert bench.coordinator.plants[BASIL].automatic


@pytest.mark.parametrize(
    "exported",
    [
        None,
        "text",
        [],
        {},
        {"version": 1, "hubs": 3},
        {"version": 1, "hubs": [{"plants": "many"}]},
        {"version": 1, "hubs": [{"plants": [{7: "x"}]}]},
    ],
)
async def test_what_is_no_export_is_refused(bench: Bench, exported: Any) -> None:
    assert await not_brought(bench, exported) == "import_not_exported"


async def test_a_version_of_the_future_is_refused(bench: Bench) -> None:
    assert await not_brought(bench, await export(bench) | {"version": 2}) == "import_other_version"


async def test_plants_of_a_hub_that_is_not_here_need_another_one_named(bench: Bench) -> None:
    exported = await export(bench)
    exported["hubs"][0]["config_entry_id"] = "gone"
    assert await not_brought(bench, exported) == "import_no_hub"


@pytest.mark.parametrize(
    "wrong",
    [
        {"moisture_min": 70},
        {"dose_ml": 100_000},
        {"dose_ml": "lots"},
        {"strategy": "magic"},
        {"name": ""},
        {"name": "x" * 81},
        {"pot_volume_l": -1},
        {"probes": "sensor.basil_probe"},
        {"outlet": {"of": "something"}},
        {"plant_id": "other"},
        {"colour": "green"},
    ],
    ids=str,
)
async def test_a_plant_with_wrong_settings_is_refused(bench: Bench, wrong: dict[str, Any]) -> None:
    exported = await export(bench)
    exported["hubs"][0]["plants"][0] |= {"id": None, "name": "Mint"} | wrong
    assert await not_brought(bench, exported) == "import_wrong_plant"


async def test_what_belongs_to_a_plant_that_is_refused_stays_out_as_well(make_bench: BenchMaker) -> None:
    bench = await make_bench(*whole_hub())
    exported = edited(await export(bench), id=None, name="Mint", dose_ml=100_000)
    exported["hubs"][0]["supplies"][0] |= {"id": "other-tank", "name": "Other tank"}
    exported["hubs"][0]["species"][0] |= {"id": "other-kind", "name": "Other kind"}
    exported["hubs"][0]["plants"][0] |= {"supply": "other-tank", "species": "other-kind"}
    assert await not_brought(bench, exported) == "import_wrong_plant"


async def test_a_plant_that_is_refused_keeps_no_other_out(bench: Bench) -> None:
    exported = await export(bench)
    mint = exported["hubs"][0]["plants"][0] | {"id": "mint-id", "name": "Mint"}
    exported["hubs"][0]["plants"] = [mint | {"name": "Bad", "id": None, "dose_ml": -5}, mint]

    bad, good = await bring(bench, exported)

    assert (bad["result"], bad["plant_id"]) == ("refused", None)
    assert "dose_ml" in bad["reason"]
    assert (good["result"], good["plant_id"]) == ("added", "mint-id")


@pytest.mark.parametrize("wish", ["hub-id", "../../secrets", 5, "", "x" * 65, None])
async def test_an_id_that_is_taken_or_none_at_all_gets_a_new_one(bench: Bench, wish: Any) -> None:
    [plant] = await bring(bench, edited(await export(bench), id=wish, name="Mint"))

    assert plant["result"] == "added"
    assert plant["plant_id"] not in {wish, BASIL}


async def test_an_import_is_in_the_audit(bench: Bench) -> None:
    exported = await export(bench)
    basil = exported["hubs"][0]["plants"][0]
    exported["hubs"][0]["plants"] += [basil | {"id": None, "name": "Mint", "outlet": None}, basil | {"dose_ml": -5}]
    await bring(bench, exported)
    entries = (await call(bench, "get_audit_log"))["entries"]

    [told] = [entry for entry in entries if entry["action"] == "import_plants"]
    counted = {"unchanged": 1, "added": 1, "refused": 1}
    assert (told["success"], told["after"]) == (True, counted | {"plants": "Basil, Mint, Basil"})


@pytest.mark.parametrize("hubs", [1, 2])
async def test_many_plants_that_arrive_at_once_are_all_cared_for(bench: Bench, hubs: int) -> None:
    if hubs == 2:
        # The ledger stays open while the hub is set up anew.
        await second_hub(bench, subentry("other-id", plant_data("Other", outlet=None)))
    exported = await export(bench, device_id=device_of(bench))
    basil = exported["hubs"][0]["plants"][0]
    exported["hubs"][0]["plants"] = [basil | {"id": None, "name": f"P{n}", "outlet": None} for n in range(60)]

    arrived = await bring(bench, exported)
    await bench.settle()

    assert {plant["plant_id"] for plant in arrived} | {BASIL} == bench.coordinator.plants.keys()
    [told] = [entry for entry in (await call(bench, "get_audit_log"))["entries"] if entry["action"] == "import_plants"]
    assert told["after"]["added"] == 60


# --- cloning ----------------------------------------------------------------------------------------


async def test_a_clone_has_the_settings_and_hangs_on_nothing(make_bench: BenchMaker) -> None:
    bench = await make_bench(*whole_hub())

    [answer] = (await act(bench, "clone_plant"))["plants"]
    await bench.settle()

    clone, basil = bench.coordinator.plants[answer["clone_id"]], bench.coordinator.plants[BASIL]
    assert (answer["plant_name"], answer["clone_name"], clone.name) == ("Basil", "Basil 2", "Basil 2")
    assert (clone.species, clone.supply, clone.schedule, clone.dose_ml) == (OWN, TANK, basil.schedule, basil.dose_ml)
    assert (clone.probes, clone.outlet, clone.calibrations, clone.flow_calibrated) == ({}, None, {}, False)
    assert (clone.automatic, basil.automatic) == (False, True)


async def test_a_clone_gets_the_name_it_is_given_if_nobody_has_it(bench: Bench) -> None:
    [answer] = (await act(bench, "clone_plant", {"name": "Thai basil"}))["plants"]
    assert answer["clone_name"] == "Thai basil"
    await bench.settle()
    assert await refused(bench, "clone_plant", {"name": " Thai basil "}) == "clone_name_in_use"


async def test_a_clone_in_the_demo_garden_is_watered_at_once(demo: Bench) -> None:
    [answer] = (await act(demo, "clone_plant", device_id=device_of(demo)))["plants"]
    await demo.settle()
    assert demo.coordinator.plants[answer["clone_id"]].automatic


async def test_an_outlet_stays_with_the_plant_it_was_taken_from(make_bench: BenchMaker) -> None:
    """A plant that is changed by an import gets no outlet that another plant uses."""
    fern = ScriptedOutlet("fern_pump")
    bench = await make_bench(
        subentry(BASIL, plant_data()),
        subentry(FERN, plant_data("Fern", outlet="switch.fern_pump")),
        outlets=(fern,),
    )
    exported = edited(await export(bench, device_id=device_of(bench, FERN)), outlet="switch.basil_pump")

    [plant] = await bring(bench, exported, replace=True)

    assert (plant["plant_id"], plant["left_out"]) == (FERN, ["outlet"])
    assert bench.coordinator.plants[FERN].outlet is None
    assert not bench.coordinator.plants[FERN].automatic
