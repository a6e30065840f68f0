"""The action that calibrates a probe: for administrators, in words, and at once."""

from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized
import pytest

from custom_components.plantos.domain.readings import Calibration, Measure
from custom_components.plantos.probe_services import calibration_of

from .acting import act, in_words, person, refused
from .conftest import BASIL, Bench, BenchMaker


def known(bench: Bench) -> Calibration | None:
    """How the basil's moisture probe is calibrated."""
    return bench.coordinator.plants[BASIL].calibrations.get(Measure.MOISTURE)


async def test_without_numbers_it_only_says_what_the_probe_gives(bench: Bench) -> None:
    [plant] = (await act(bench, "calibrate_probe"))["plants"]
    assert (plant["success"], plant["raw"], plant["value"], plant["calibration"]) == (True, 45.0, None, None)
    assert known(bench) is None


async def test_two_points_hold_with_the_next_reading(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    [plant] = (await act(bench, "calibrate_probe", {"dry": 20, "wet": "70"}))["plants"]
    await bench.settle()
    assert (plant["raw"], plant["value"]) == (45.0, 50.0)
    assert plant["calibration"] == {"slope": 2.0, "offset": -40.0}
    assert bench.state("moisture").state == "50.0"


async def test_a_line_is_taken_as_it_is_and_kept(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    await act(bench, "calibrate_probe", {"slope": -1, "offset": 100})
    await bench.reload()
    assert known(bench) == Calibration(-1.0, 100.0)
    assert bench.state("moisture").state == "55.0"


async def test_a_reset_forgets_the_calibration(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    await act(bench, "calibrate_probe", {"slope": -1, "offset": 100})
    [plant] = (await act(bench, "calibrate_probe", {"reset": True}))["plants"]
    await bench.settle()
    assert plant["calibration"] is None
    assert known(bench) is None
    assert bench.state("moisture").state == "45.0"


async def test_what_was_calibrated_is_in_the_audit(make_bench: BenchMaker) -> None:
    bench = await make_bench(automatic=False)
    await act(bench, "calibrate_probe", {"slope": -1, "offset": 100})
    [newest, *_] = (await act(bench, "get_audit_log"))["entries"]
    assert newest["action"] == "change_settings"
    assert newest["before"] == {"calibrations": "{}"}
    assert newest["after"] == {"calibrations": '{"moisture": {"slope": -1.0, "offset": 100.0}}'}


# --- what is refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "numbers",
    [
        {"dry": 20},
        {"wet": 20},
        {"dry": 20, "wet": 20},
        {"dry": "moist", "wet": 20},
        {"dry": "nan", "wet": 20},
        {"dry": 20, "wet": True},
        {"slope": 1},
        {"offset": 1},
        {"slope": 0, "offset": 1},
        {"slope": "inf", "offset": 1},
        {"dry": 20, "wet": 70, "slope": 1, "offset": 0},
    ],
)
async def test_numbers_that_are_no_calibration_are_refused_in_words(bench: Bench, numbers: dict[str, Any]) -> None:
    assert await refused(bench, "calibrate_probe", numbers) == "not_a_calibration"
    assert known(bench) is None


async def test_a_probe_that_is_not_there_is_refused_in_words(bench: Bench) -> None:
    assert await refused(bench, "calibrate_probe", {"measure": "humidity"}) == "no_such_probe"


async def test_a_silent_probe_is_an_error_in_words(bench: Bench) -> None:
    await bench.moisture("unavailable")
    with pytest.raises(HomeAssistantError) as error:
        await act(bench, "calibrate_probe")
    assert in_words(error.value) == "failed_probe"


async def test_a_silent_probe_can_be_calibrated_by_who_knows_its_numbers(bench: Bench) -> None:
    await bench.moisture("unavailable")
    [plant] = (await act(bench, "calibrate_probe", {"dry": 0, "wet": 50}))["plants"]
    assert (plant["raw"], plant["value"], plant["calibration"]) == (None, None, {"slope": 2.0, "offset": 0.0})


async def test_only_administrators_calibrate(bench: Bench, hass: HomeAssistant, hass_admin_user: User) -> None:
    with pytest.raises(Unauthorized):
        await act(bench, "calibrate_probe", {"dry": 20, "wet": 70}, context=person(hass))
    assert known(bench) is None
    await act(bench, "calibrate_probe", {"dry": 20, "wet": 70}, context=Context(user_id=hass_admin_user.id))
    assert known(bench) == Calibration.between(20, 70)


def test_nothing_given_is_no_calibration() -> None:
    assert calibration_of({"reset": True}) is None
