"""People tell what they did for their plants, and PlantOS reckons with it."""

from datetime import timedelta
import json
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.components.diagnostics import get_diagnostics_for_config_entry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
import voluptuous as vol

from custom_components.plantos.domain.care import CareKind, Deed
from custom_components.plantos.watering.ledger_file import LedgerError

from .acting import act, call, device_of, in_words, person, refused
from .conftest import BASIL, FERN, Bench, BenchMaker, Pair

HAND = {"kind": "watered_by_hand"}


def ago(**age: float) -> str:
    """A time in the past, as people write it."""
    return (dt_util.utcnow() - timedelta(**age)).isoformat()


async def slowly(bench: Bench, *moistures: float) -> None:
    """Let the probe say each of these for an hour."""
    for moisture in moistures:
        for minute in range(6):
            await bench.moisture(moisture + minute / 100)
            await bench.pass_time(600, step=600)


async def kinds(bench: Bench) -> list[str]:
    """What the ledger tells of the basil's care, newest first."""
    [plant] = (await act(bench, "get_history"))["plants"]
    return [event["kind"] for event in plant["events"] if event["type"] == "care_logged"]


async def test_what_was_done_is_in_the_history_and_told(bench: Bench, hass: HomeAssistant) -> None:
    heard: list[Any] = []
    hass.bus.async_listen("plantos_care_logged", heard.append)
    ann = person(hass)
    at = ago(hours=2)
    [answer] = (await act(bench, "log_care", {"kind": "fertilised", "note": " <b>half</b> ", "at": at}, context=ann))[
        "plants"
    ]
    await bench.settle()
    [event] = heard

    assert answer == {
        "plant_id": BASIL,
        "plant_name": "Basil",
        "success": True,
        "reason": None,
        "event_id": event.data["event_id"],
        "kind": "fertilised",
        "at": at,
    }
    assert (event.data["occurred_at"], event.data["note"], event.data["user_id"]) == (at, "<b>half</b>", ann.user_id)
    assert event.context.user_id == ann.user_id
    assert await kinds(bench) == ["fertilised"]


async def test_water_by_hand_is_the_last_watering_and_not_water_of_plantos(bench: Bench) -> None:
    at = dt_util.utcnow().replace(microsecond=0) - timedelta(minutes=5)
    await act(bench, "log_care", HAND | {"amount_ml": 300, "at": at.isoformat()})
    assert bench.state("last_watered").state == at.isoformat()
    assert bench.state("water_used").state == "0.0"
    await bench.reload()
    assert bench.state("last_watered").state != "unknown"


async def test_nothing_is_watered_by_a_reading_from_before_the_can_has_soaked_in(make_bench: BenchMaker) -> None:
    bench = await make_bench(gap_min=30)
    await act(bench, "log_care", HAND)
    await bench.moisture(20)
    assert "on" not in bench.outlet.said
    await bench.pass_time(31 * 60, step=60)
    await bench.moisture(19)
    await bench.settle()
    assert bench.outlet.flowing


async def test_telling_of_a_can_again_and_again_does_not_let_a_dry_plant_die_of_thirst(bench: Bench) -> None:
    await bench.moisture(12)
    for minute in range(181):
        if "on" in bench.outlet.said:
            break
        await act(bench, "log_care", HAND)
        await bench.moisture(12 - minute / 1_000)
        await bench.pass_time(60, step=60)
    # From 120 minutes on the gap lets it, and from 150 on its probe is trusted, for half an hour each time.
    assert 145 <= minute <= 155


async def test_the_gap_between_automatic_waterings_counts_from_the_can(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic_gap_h=48)
    await act(bench, "log_care", HAND | {"at": ago(hours=3)})
    await bench.moisture(25)
    assert "on" not in bench.outlet.said
    assert "too_soon" in bench.coordinator.data[BASIL].decision.reason.key


async def test_who_asks_for_water_gets_it_in_spite_of_the_can(bench: Bench) -> None:
    await act(bench, "log_care", HAND)
    [plant] = (await act(bench, "water_plant", {"amount_ml": 50}, wait_s=8))["plants"]
    assert plant["status"] == "completed"


async def test_a_repotted_plant_is_learned_anew(bench: Bench) -> None:
    await slowly(bench, 45, 44, 43)
    before = bench.coordinator.models.of(BASIL)
    await act(bench, "log_care", {"kind": "repotted"})
    await bench.pass_time(61)
    after = bench.coordinator.models.of(BASIL)

    assert before and after
    assert before.days > 0
    assert after.days == 0


async def test_what_was_learned_since_a_repotting_that_is_told_late_stays(bench: Bench) -> None:
    await slowly(bench, 45, 44, 43)
    at = ago()
    await slowly(bench, *(43 - number / 4 for number in range(12)))
    await act(bench, "log_care", {"kind": "repotted", "at": at})
    await bench.settle()
    after = bench.coordinator.models.of(BASIL)
    assert after and after.days == pytest.approx(0.5, abs=0.1)
    await act(bench, "forget_care")
    await bench.settle()
    after = bench.coordinator.models.of(BASIL)
    assert after and after.days == pytest.approx(15 / 24, abs=0.1)


async def test_several_plants_at_once(pair: Pair) -> None:
    bench, _ = pair
    answer = await call(bench, "log_care", HAND, target={"device_id": [device_of(bench), device_of(bench, FERN)]})
    assert [plant["plant_name"] for plant in answer["plants"]] == ["Basil", "Fern"]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (HAND | {"amount_ml": 0}, "care_amount"),
        (HAND | {"amount_ml": -5}, "care_amount"),
        (HAND | {"amount_ml": "much"}, "care_amount"),
        (HAND | {"amount_ml": 1e7}, "care_amount"),
        ({"kind": "repotted", "amount_ml": 100}, "care_amount"),
        (HAND | {"at": "soon"}, "care_time"),
        (HAND | {"at": "2031-01-01 12:00:00"}, "care_time"),
        (HAND | {"at": "1931-01-01 12:00:00"}, "care_time"),
        (HAND | {"at": 5}, "care_time"),
    ],
)
async def test_what_cannot_be_is_refused_in_words(bench: Bench, data: dict[str, Any], key: str) -> None:
    assert await refused(bench, "log_care", data) == key
    assert await kinds(bench) == []


@pytest.mark.parametrize("data", [{}, {"kind": "sung_to"}, {"kind": "hand_or_rain"}, HAND | {"note": "x" * 501}])
async def test_what_the_form_does_not_offer_is_refused(bench: Bench, data: dict[str, Any]) -> None:
    with pytest.raises(vol.Invalid):
        await act(bench, "log_care", data)


async def test_who_may_not_control_a_plant_may_not_log_its_care(bench: Bench, hass: HomeAssistant) -> None:
    with pytest.raises(Unauthorized):
        await act(bench, "log_care", HAND, context=person(hass, "sensor.nothing"))
    assert await kinds(bench) == []


async def test_what_cannot_be_written_fails_in_words(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object, **__: object) -> None:
        raise LedgerError("disk full")

    monkeypatch.setattr(bench.coordinator.ledger, "append_event", full)
    with pytest.raises(HomeAssistantError) as error:
        await act(bench, "log_care", HAND)
    assert in_words(error.value) == "failed_ledger"
    assert bench.state("last_watered").state == "unknown"


async def test_it_is_in_the_audit(bench: Bench, hass: HomeAssistant) -> None:
    ann = person(hass)
    at = ago(hours=1)
    await act(bench, "log_care", HAND | {"amount_ml": 250, "at": at}, context=ann)
    [entry] = (await call(bench, "get_audit_log", context=Context()))["entries"]
    assert (entry["action"], entry["user_id"], entry["success"]) == ("log_care", ann.user_id, True)
    assert entry["before"] == {"last": None}
    assert entry["after"] == {"kind": "watered_by_hand", "at": at, "amount_ml": 250}


async def test_a_note_is_nobody_elses_business(
    bench: Bench, hass: HomeAssistant, hass_client: ClientSessionGenerator
) -> None:
    await act(bench, "log_care", {"kind": "pruned", "note": "for Grandma"})
    found = await get_diagnostics_for_config_entry(hass, hass_client, bench.entry)
    assert "Grandma" not in json.dumps(found)


# --- a can while PlantOS's own water soaks in ---------------------------------------------------------


@pytest.mark.parametrize("after", [21, 60, 95], ids=["no rise", "a rise", "far too much"])
async def test_a_can_while_a_watering_soaks_in_leaves_nothing_to_be_proved_by_moisture(
    make_bench: BenchMaker, after: float
) -> None:
    bench = await make_bench(automatic=False, moisture="20")
    await act(bench, "water_plant", wait_s=12)
    await bench.pass_time(600, step=60)
    await act(bench, "log_care", HAND)
    await bench.pass_time(1_500, step=60)
    await bench.moisture(after)
    await bench.pass_time(61)

    run = bench.coordinator.waterer.latest(BASIL)
    assert run and run.unverified
    assert (run.state, run.moisture_after, run.effect) == ("completed", None, None)
    assert run.unverified.key == "unverified_can"
    assert bench.told("watering_verified") == []
    assert bench.coordinator.waterer.standings.of(BASIL).without_effect == 0
    assert bench.outlet.said == ["off", "on", "off"]


async def test_a_can_after_a_watering_was_verified_is_no_leak(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, moisture="20")
    await act(bench, "water_plant", wait_s=12)
    await bench.pass_time(1_860, step=60)
    await bench.moisture(30)
    await bench.pass_time(61)
    assert len(bench.told("watering_verified")) == 1
    await act(bench, "log_care", HAND)
    for moisture in (55, 80):
        await bench.moisture(moisture)
        await bench.pass_time(61)
    assert bench.state("moisture").state == "80.0"
    run = bench.coordinator.waterer.latest(BASIL)
    assert run and run.effect == "seen"


@pytest.mark.parametrize(("indoor", "effect"), [(True, "excess"), (False, "seen")])
async def test_what_only_the_soil_has_shown_may_be_rain_outdoors_and_is_an_outlet_that_leaks_indoors(
    make_bench: BenchMaker, *, indoor: bool, effect: str
) -> None:
    bench = await make_bench(automatic=False, moisture="20", indoor=indoor)
    await act(bench, "water_plant", wait_s=12)
    await bench.pass_time(1_860, step=60)
    await bench.moisture(30)
    await bench.pass_time(61)
    seen = Deed(CareKind.HAND_OR_RAIN, dt_util.utcnow())
    await bench.coordinator.care_log.log(bench.coordinator.plants[BASIL], seen)
    for moisture in (55, 80):
        await bench.moisture(moisture)
        await bench.pass_time(61)
    run = bench.coordinator.waterer.latest(BASIL)
    assert run and run.effect == effect


# --- what nobody tells ------------------------------------------------------------------------------


async def test_a_can_that_nobody_tells_of_is_seen_and_logged(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    await slowly(bench, 40, 40, 62, 61, 61, 60)

    [event] = bench.told("care_logged")
    assert event["kind"] == "hand_or_rain"
    assert event["reason"].startswith("Soil moisture rose from 40 to 6")
    assert bench.state("last_watered").state == event["occurred_at"]
    assert bench.state("water_used").state == "0.0"


async def test_a_run_of_plantos_is_no_can(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    await slowly(bench, 40, 40)
    await act(bench, "water_plant", wait_s=12)
    await slowly(bench, 62, 61, 61, 60)
    assert bench.told("care_logged") == []
