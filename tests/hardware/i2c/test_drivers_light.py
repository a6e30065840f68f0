"""The drivers of light sensors and of a pump's current by their datasheets."""

import pytest

from custom_components.plantos.hardware import HardwareError

from .chips import values
from .fakes import Chip, Commands, Pauses, Registers, Words


async def test_a_bh1750_tells_lux_by_the_datasheets_example() -> None:
    # 10000011 10010000 are 28067 lx.
    told = await values("bh1750", Commands({b"\x20": b"\x83\x90"}))
    assert told == {"illuminance": pytest.approx(28067, abs=1)}


async def test_a_veml7700_tells_lux_by_its_gain_and_time_and_sleeps_again() -> None:
    chip, pauses = Words({4: 100}, little=True), Pauses()
    told = await values("veml7700", chip, pauses=pauses, gain="2", integration_ms="800")
    assert told == {"illuminance": pytest.approx(0.42)}
    assert chip.written == [(0, 0b01 << 11 | 0b0011 << 6), (0, 1)]
    assert pauses.taken == [pytest.approx(0.965)]


async def test_a_veml7700_is_straightened_in_bright_light_only() -> None:
    assert (await values("veml7700", Words({4: 1000}, little=True)))["illuminance"] == pytest.approx(537.6)
    assert (await values("veml7700", Words({4: 40000}, little=True), gain="1"))["illuminance"] == pytest.approx(2688)
    # 10752 lx before the application note's correction.
    assert (await values("veml7700", Words({4: 20000}, little=True)))["illuminance"] == pytest.approx(16_559, rel=0.001)


async def test_a_tsl2591_tells_lux_of_what_is_visible_and_sleeps_again() -> None:
    chip = Registers({0xB3: 1, 0xB4: 0xE8, 0xB5: 0x03, 0xB6: 0xC8})
    told = await values("tsl2591", chip, gain="25", integration_ms="200")
    # 1000 counts, 200 of them infrared.
    assert told == {"illuminance": pytest.approx(800 * 0.8 / (200 * 25 / 408))}
    assert (chip.values[0xA0], chip.values[0xA1]) == (0, 0x11)


async def test_a_tsl2591_in_the_dark_tells_zero() -> None:
    assert await values("tsl2591", Registers({0xB3: 1})) == {"illuminance": 0.0}


async def test_a_tsl2591_that_hasnt_measured_tells_nothing_and_sleeps_all_the_same() -> None:
    chip = Registers({})
    with pytest.raises(HardwareError, match="doesn't end"):
        await values("tsl2591", chip)
    assert chip.values[0xA0] == 0


@pytest.mark.parametrize(
    ("key", "chip"),
    [
        ("bh1750", Commands({b"\x20": b"\xff\xff"})),
        ("veml7700", Words({4: 0xFFFF}, little=True)),
        ("tsl2591", Registers({0xB3: 1, 0xB4: 0xFF, 0xB5: 0x8F})),
    ],
)
async def test_a_light_sensor_that_is_dazzled_says_so(key: str, chip: Chip) -> None:
    with pytest.raises(HardwareError, match="too bright"):
        await values(key, chip)


@pytest.mark.parametrize(("shunt", "current"), [(1000, 100.0), (0xFF9C, -10.0)])
async def test_an_ina219_tells_volts_and_the_current_by_its_shunt(shunt: int, current: float) -> None:
    # 3000 counts of 4 mV above the three bits of the state.
    chip = Words({1: shunt, 2: 3000 << 3}, always={2: 2})
    assert await values("ina219", chip) == {"voltage": pytest.approx(12.0), "current": pytest.approx(current)}
    assert chip.written == [(0, 0x399F)]
    halved = await values("ina219", Words({1: shunt}, always={2: 2}), shunt_ohm=0.2)
    assert halved["current"] == pytest.approx(current / 2)


async def test_an_ina219_that_hasnt_measured_tells_nothing() -> None:
    with pytest.raises(HardwareError, match="doesn't end"):
        await values("ina219", Words({}))
