"""A person calibrates a probe: in dry and wet soil, or beside a good instrument."""

from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, SubentryFlowContext
from homeassistant.core import HomeAssistant
import pytest

from custom_components.plantos.attending import async_attend
from custom_components.plantos.domain.readings import Calibration, Measure

from .conftest import BASIL, PROBE, Bench, BenchMaker, plant_data, subentry
from .mending import repair
from .parts import CHANNELS, Box, Part, box_hub
from .steps import Steps, fields_of, suggested

AIR = "sensor.air"


async def begin(bench: Bench) -> Steps:
    """Choose to calibrate in the menu of the basil."""
    steps = Steps(bench.hass, bench.entry, "plant")
    context = SubentryFlowContext(source=SOURCE_RECONFIGURE, subentry_id=BASIL)
    steps.now = await bench.hass.config_entries.subentries.async_init((bench.entry.entry_id, "plant"), context=context)
    await steps.go({"next_step_id": "calibrate"})
    return steps


def shown(form: Any) -> tuple[str, Any, str]:
    """The step, what its raw value is filled with, and what its text says of it."""
    return form["step_id"], suggested(form)["raw"], form["description_placeholders"]["raw"]


async def beside(make_bench: BenchMaker, hass: HomeAssistant) -> tuple[Bench, Steps]:
    """The step in which the air's temperature is compared."""
    hass.states.async_set(AIR, "21.5", {"unit_of_measurement": "°C"})
    bench = await make_bench(probes={"moisture": PROBE, "temperature": AIR}, automatic=False)
    steps = await begin(bench)
    assert (steps.now["step_id"], fields_of(steps.now)) == ("calibrate", {"measure"})
    await steps.go({"measure": "temperature"})
    return bench, steps


# --- two points -------------------------------------------------------------------------------------


async def test_each_step_shows_what_the_probe_gives_when_it_opens(bench: Bench) -> None:
    steps = await begin(bench)
    assert shown(steps.now) == ("dry", 45.0, "45")
    await bench.moisture(81.25)
    assert shown(await steps.go({"raw": 20})) == ("wet", 81.25, "81.25")


async def test_measure_again_shows_what_the_probe_gives_now(bench: Bench) -> None:
    steps = await begin(bench)
    await bench.moisture(31)
    assert shown(await steps.go({"raw": 45, "again": True})) == ("dry", 31.0, "31")
    await steps.go({"raw": 31})
    await bench.moisture(70)
    assert shown(await steps.go({"raw": 31, "again": True})) == ("wet", 70.0, "70")


async def test_dry_becomes_0_and_wet_100_with_the_next_reading(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    steps = await begin(bench)
    await steps.go({"raw": 20})
    assert (await steps.go({"raw": 70}))["reason"] == "calibrated"
    await bench.settle()

    assert bench.coordinator.plants[BASIL].calibrations == {Measure.MOISTURE: Calibration.between(20, 70)}
    assert bench.state("moisture").state == "50.0"
    await bench.reload()
    assert bench.state("moisture").state == "50.0"


async def test_a_probe_that_gives_less_the_wetter_it_is_can_be_calibrated(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False, moisture="40")
    steps = await begin(bench)
    await steps.go({"raw": 90})
    await steps.go({"raw": 10})
    await bench.settle()
    assert bench.state("moisture").state == "62.5"


async def test_the_same_in_dry_and_in_wet_soil_is_refused(bench: Bench) -> None:
    steps = await begin(bench)
    await steps.go({"raw": 45})
    wrong = await steps.go({"raw": 45})
    assert (wrong["step_id"], wrong["errors"]) == ("wet", {"base": "dry_is_wet"})
    assert bench.coordinator.plants[BASIL].calibrations == {}
    assert (await steps.go({"raw": 80}))["reason"] == "calibrated"


@pytest.mark.parametrize(("dry", "wet"), [(24.8, 25.0), (17_000, 16_400)])
async def test_dry_and_wet_that_differ_by_noise_alone_are_refused(bench: Bench, dry: float, wet: float) -> None:
    steps = await begin(bench)
    await steps.go({"raw": dry})
    wrong = await steps.go({"raw": wet})
    assert (wrong["step_id"], wrong["errors"]) == ("wet", {"base": "dry_is_wet"})
    told = wrong["description_placeholders"]
    assert (told["dry"], told["wet"]) == (f"{dry:g}", f"{wet:g}")
    assert bench.coordinator.plants[BASIL].calibrations == {}


async def test_a_probe_of_a_small_range_can_be_calibrated(bench: Bench) -> None:
    steps = await begin(bench)
    await steps.go({"raw": 2.8})
    assert (await steps.go({"raw": 2.5}))["reason"] == "calibrated"


# --- beside an instrument ---------------------------------------------------------------------------


async def test_another_measure_is_corrected_by_what_an_instrument_shows(
    make_bench: BenchMaker, hass: HomeAssistant
) -> None:
    bench, steps = await beside(make_bench, hass)
    assert shown(steps.now) == ("beside", 21.5, "21.5")
    assert suggested(steps.now)["true_value"] == 21.5
    assert (await steps.go({"raw": 21.5, "true_value": 20}))["reason"] == "calibrated"
    await bench.settle()
    assert bench.coordinator.probes.readings(BASIL)[Measure.TEMPERATURE].value == 20.0
    assert bench.coordinator.probes.readings(BASIL)[Measure.MOISTURE].value == 45.0


async def test_an_instrument_without_a_value_is_asked_for_again(make_bench: BenchMaker, hass: HomeAssistant) -> None:
    bench, steps = await beside(make_bench, hass)
    assert (await steps.go({"raw": 21.5}))["step_id"] == "beside"
    assert (await steps.go({"again": True}))["step_id"] == "beside"
    assert bench.coordinator.plants[BASIL].calibrations == {}


# --- what can go wrong ------------------------------------------------------------------------------


async def test_a_silent_probe_says_so_and_is_measured_again(bench: Bench) -> None:
    await bench.moisture("unavailable")
    steps = await begin(bench)
    assert steps.now["errors"] == {"base": "probe_silent"}
    assert shown(steps.now) == ("dry", None, "—")
    assert (await steps.go({}))["errors"] == {"base": "probe_silent"}
    await bench.moisture(33)
    again = await steps.go({"again": True})
    assert not again["errors"]
    assert shown(again) == ("dry", 33.0, "33")


async def test_who_knows_better_may_write_the_values_of_a_silent_probe(bench: Bench) -> None:
    await bench.moisture("unavailable")
    steps = await begin(bench)
    await steps.go({"raw": 20})
    assert (await steps.go({"raw": 70}))["reason"] == "calibrated"


async def test_a_hub_that_was_left_meanwhile_ends_the_steps(bench: Bench) -> None:
    steps = await begin(bench)
    await bench.hass.config_entries.async_unload(bench.entry.entry_id)
    assert (await steps.go({"raw": 20}))["reason"] == "not_set_up"


# --- raw probes -------------------------------------------------------------------------------------


async def test_a_raw_probe_gives_no_reading_and_starts_no_water_before_it_is_calibrated(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Box({name: Part() for name in CHANNELS})
    # Taken for percent this would be bone dry.
    box.parts["soil"].value = 3.0
    data = plant_data(probes={"moisture": "box-id/soil"}, outlet="box-id/pump")
    entry = await box_hub(hass, monkeypatch, box, subentry(BASIL, data))
    hub = entry.runtime_data
    for _ in range(12):
        await async_attend(hub, BASIL)
    await hub.watch.async_look()

    reading = hub.probes.readings(BASIL)[Measure.MOISTURE]
    assert (reading.value, reading.fault) == (None, "uncalibrated")
    assert not box.parts["pump"].flowing
    assert hub.waterer.latest(BASIL) is None
    assert {breaker.state for breaker in hub.waterer.breakers.all().values()} == {"closed"}
    assert repair(hass, "probe_uncalibrated", f"{BASIL}:moisture")
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_raw_probe_that_was_calibrated_is_a_probe_like_any_other(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Box({name: Part() for name in CHANNELS})
    box.parts["soil"].value = 17_000.0
    data = plant_data(probes={"moisture": "box-id/soil"}, outlet="box-id/pump", automatic=False)
    entry = await box_hub(hass, monkeypatch, box, subentry(BASIL, data))
    steps = Steps(hass, entry, "plant")
    context = SubentryFlowContext(source=SOURCE_RECONFIGURE, subentry_id=BASIL)
    steps.now = await hass.config_entries.subentries.async_init((entry.entry_id, "plant"), context=context)
    assert shown(await steps.go({"next_step_id": "calibrate"})) == ("dry", 17_000.0, "17000")
    await steps.go({"raw": 22_000})
    await steps.go({"raw": 12_000})
    await entry.runtime_data.watch.async_look()

    reading = entry.runtime_data.probes.readings(BASIL)[Measure.MOISTURE]
    assert (reading.value, reading.fault) == (pytest.approx(50.0), None)
    assert repair(hass, "probe_uncalibrated", f"{BASIL}:moisture") is None
    await hass.config_entries.async_unload(entry.entry_id)


async def test_the_probes_are_chosen_beside_what_each_of_them_says(make_bench: BenchMaker, hass: HomeAssistant) -> None:
    hass.states.async_set(AIR, "21.5", {"unit_of_measurement": "°C"})
    bench = await make_bench(probes={"moisture": PROBE, "temperature": AIR}, automatic=False)
    told = (await begin(bench)).now["description_placeholders"]["now"]
    assert told.splitlines() == ["- The soil moisture probe · 45 %", "- The temperature probe · 21.5 °C"]


async def test_a_raw_value_is_shown_with_what_it_is_read_as(make_bench: BenchMaker) -> None:
    calibrations = {"moisture": {"slope": 2.0, "offset": -40.0}}
    bench = await make_bench(automatic=False, calibrations=calibrations)
    assert (await begin(bench)).now["description_placeholders"]["means"] == "50.0 %"
