"""The health report says how plants have been doing and what would do them good, to whom may know."""

from datetime import datetime
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import Unauthorized
from homeassistant.util import dt as dt_util
import pytest

from custom_components.plantos.diagnostics import async_get_config_entry_diagnostics

from .acting import act, device_of, person
from .conftest import BASIL, FERN, Bench, BenchMaker, Pair
from .test_health import WELL, drying, live

HUB = "hub-id"


async def report(bench: Bench) -> dict[str, Any]:
    [plant] = (await act(bench, "get_health_report"))["plants"]
    found: dict[str, Any] = plant
    return found


async def test_a_plant_of_which_nothing_is_known_yet_says_so(bench: Bench) -> None:
    plant = await report(bench)
    assert plant == {
        "plant_id": BASIL,
        "plant_name": "Basil",
        "score": None,
        "status": "unknown",
        "factors": {},
        "limiting_factor": None,
        "limit": None,
        "time_in_range": {},
        "trend": None,
        "light_mol_m2_day": None,
        "vapour_deficit_kpa": None,
        "hours_too_cold": None,
        "hours_too_hot": None,
        "usual_moisture": None,
        "anomalies": [],
        "recommendations": [],
        "problems": [],
        "analysed_at": dt_util.utcnow().isoformat(),
    }


async def test_a_dry_plant_gets_score_limit_times_and_advice_in_words(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    await live(bench, [*WELL, *drying(48)])
    plant = await report(bench)

    assert (plant["score"], plant["status"]) == (pytest.approx(66, abs=4), "stressed")
    assert plant["limiting_factor"] == "moisture"
    assert plant["limit"] == "Soil moisture out of its range keeps the plant from doing better."
    assert plant["factors"]["moisture"] == pytest.approx(plant["score"] / 100, abs=0.01)
    assert plant["time_in_range"]["moisture"] == {
        "inside": pytest.approx(0.5, abs=0.02),
        "below": pytest.approx(0.5, abs=0.02),
        "above": 0,
    }
    assert plant["trend"] < -10
    assert plant["recommendations"][0]["kind"] == "automatic"
    assert plant["recommendations"][0]["reason"].startswith("It was below its minimum of 30 % for ")
    assert "critical_moisture" in plant["problems"]
    at = datetime.fromisoformat(plant["analysed_at"])
    assert (dt_util.utcnow() - at).total_seconds() <= 1_800


async def test_what_is_odd_is_reported_with_since_when(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    for value in (45.0, 45.2, 45.1, 3.0, 3.1, 3.0, 3.1, 3.0):
        await bench.moisture(value)
        await bench.moisture(value + 0.05)
        await bench.pass_time(1_200, step=600)
    [odd] = (await report(bench))["anomalies"]
    assert odd["kind"] == "out_of_soil"
    assert 0 < (dt_util.utcnow() - datetime.fromisoformat(odd["since"])).total_seconds() < 7_200
    assert odd["reason"].startswith("Soil moisture fell from 45")
    [advice] = (await report(bench))["recommendations"]
    assert advice["kind"] == "probe"

    known = (await async_get_config_entry_diagnostics(bench.hass, bench.entry))["plants"][BASIL]
    assert [anomaly["kind"] for anomaly in known["anomalies"]] == ["out_of_soil"]


async def test_all_plants_of_a_hub_are_reported(pair: Pair) -> None:
    bench, _ = pair
    answer = await act(bench, "get_health_report", device_id=device_of(bench, HUB))
    assert [plant["plant_id"] for plant in answer["plants"]] == [BASIL, FERN]


@pytest.mark.timeout(240)
async def test_a_demo_plant_has_a_whole_report(demo: Bench) -> None:
    await demo.pass_time(30 * 3_600, step=1_800)
    [plant] = (await act(demo, "get_health_report"))["plants"]
    assert plant["factors"].keys() >= {"moisture", "temperature", "humidity", "illuminance", "dry_air", "cold", "heat"}
    assert plant["light_mol_m2_day"] > 1
    assert 0.3 < plant["vapour_deficit_kpa"] < 3
    assert (plant["hours_too_cold"], plant["hours_too_hot"]) == (0, 0)
    assert plant["anomalies"] == []


async def test_a_person_who_may_not_read_a_plant_is_refused(bench: Bench, hass: HomeAssistant) -> None:
    with pytest.raises(Unauthorized):
        await act(bench, "get_health_report", context=person(hass, "valve.somebody_elses"))


async def test_a_person_who_may_read_a_plant_gets_its_report(bench: Bench, hass: HomeAssistant) -> None:
    context = person(hass, bench.state("outlet").entity_id)
    [plant] = (await act(bench, "get_health_report", context=context))["plants"]
    assert plant["plant_id"] == BASIL
