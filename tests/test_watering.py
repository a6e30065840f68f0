"""Water flows when it should, as much as it should, and stops."""

import pytest

from .conftest import Bench


async def test_a_probe_that_falls_below_the_minimum_starts_a_run_without_waiting_for_a_poll(bench: Bench) -> None:
    await bench.moisture(31)
    assert bench.outlet.said == ["off"]

    await bench.moisture(29)
    assert bench.outlet.flowing
    assert bench.state("watering_status").state == "watering"

    await bench.pass_time(11)
    assert not bench.outlet.flowing
    [watered] = bench.told("plant_watered")
    assert watered["ml"] == pytest.approx(100, abs=10)
    assert watered["moisture_before"] == 29
    assert watered["reason_key"] == "decision_dry"
    assert float(bench.state("water_used").state) == pytest.approx(watered["ml"] / 1000, abs=0.001)


@pytest.mark.parametrize("nonsense", ["unavailable", "unknown", "NaN", "nan", "inf", "150", "-5", "wet", ""])
async def test_nonsense_never_starts_water(bench: Bench, nonsense: str) -> None:
    await bench.moisture(nonsense)
    await bench.pass_time(120, step=30)

    assert bench.outlet.said == ["off"]
