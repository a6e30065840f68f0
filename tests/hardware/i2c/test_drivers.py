"""Every driver by its datasheet: what a chip answers, and what that means."""

from collections.abc import Mapping

from hypothesis import given, strategies as st
import pytest

from custom_components.plantos.domain.readings import UNITS
from custom_components.plantos.hardware import HardwareError
from custom_components.plantos.hardware.i2c import DRIVERS
from custom_components.plantos.hardware.i2c.crc import checked, checked_words, crc8
from custom_components.plantos.hardware.i2c.drivers.bme280 import Trimming, celsius

from .chips import BME280_H, BMP280_P, BMP280_T, aht20, bosch, values, with_crc
from .fakes import Commands, Pauses, Registers, Words


def ads(raw: int) -> Words:
    return Words({0: raw & 0xFFFF}, always={1: 0x8000})


@pytest.mark.parametrize(("key", "driver"), DRIVERS.items())
def test_every_driver_says_what_it_is_and_measures(key: str, driver: type) -> None:
    found = DRIVERS[key]
    assert found is driver and found.key == key and found.title and found.datasheet and found.channels
    assert all(0x08 <= address < 0x78 for address in found.addresses)
    for channel in found.channels.values():
        assert channel.measure is None or channel.unit == UNITS[channel.measure]
        assert not (channel.raw and channel.measure)


def test_the_checksum_is_that_of_the_datasheet() -> None:
    assert crc8(b"\xbe\xef") == 0x92
    assert checked_words(b"\xbe\xef\x92") == [0xBEEF]


@given(st.binary(min_size=1, max_size=8), st.integers(0), st.integers(0, 7))
def test_no_single_bit_can_be_wrong_unseen(data: bytes, at: int, bit: int) -> None:
    whole = bytearray(data + bytes([crc8(data)]))
    assert checked(bytes(whole)) == data
    whole[at % len(whole)] ^= 1 << bit
    with pytest.raises(HardwareError, match="checksum"):
        checked(bytes(whole))


@pytest.mark.parametrize(
    ("gain", "raw", "volts"), [("4.096", 0x4000, 2.048), ("2.048", 0x4000, 1.024), ("6.144", 0x2000, 1.536)]
)
async def test_an_adcs_volts_are_a_share_of_its_full_scale(gain: str, raw: int, volts: float) -> None:
    assert (await values("ads1115", ads(raw), gain=gain))["a0"] == pytest.approx(volts)
    assert (await values("ads1015", ads(raw), gain=gain))["a3"] == pytest.approx(volts)


async def test_an_adc_converts_only_the_inputs_that_are_used() -> None:
    chip, pauses = ads(0x4000), Pauses()
    assert set(await values("ads1115", chip, channels=("a1", "a3"), pauses=pauses)) == {"a1", "a3"}
    # Single shot against ground at 4.096 V and 128 samples a second, no comparator.
    assert chip.written == [(1, 0xD383), (1, 0xF383)]
    assert len(pauses.taken) == 2


@pytest.mark.parametrize(
    ("key", "raw"), [("ads1115", 0x0040), ("ads1115", -5), ("ads1115", 0x7FFF), ("ads1115", 26500)]
)
async def test_an_input_at_a_rail_may_have_lost_its_probe(key: str, raw: int) -> None:
    value = (await values(key, ads(raw), channels=("a2",)))["a2"]
    assert isinstance(value, HardwareError)
    assert "A2 is at" in str(value) and "the probe may be unplugged" in str(value)


async def test_an_input_at_its_full_scale_is_at_a_rail_below_the_supply_too() -> None:
    for key, raw in (("ads1115", 0x7FFF), ("ads1015", 0x7FF0)):
        assert isinstance((await values(key, ads(raw), gain="1.024"))["a0"], HardwareError)
    assert isinstance((await values("ads1115", ads(0x7FF0), gain="1.024"))["a0"], float)


async def test_a_conversion_that_doesnt_end_is_waited_for_only_so_long() -> None:
    class Stuck(Words):
        def write(self, data: bytes) -> None:
            super().write(data)
            self.values[1] = self.values.get(1, 0) & 0x7FFF

    with pytest.raises(HardwareError, match="doesn't end"):
        await values("ads1115", Stuck({0: 1}))


async def test_a_seesaw_tells_counts_and_degrees() -> None:
    chip = Commands({b"\x0f\x10": b"\x02\x9a", b"\x00\x04": b"\x40\x17\x80\x00"})
    assert await values("seesaw_soil", chip) == {"capacitance": 666, "temperature": 23.5}


async def test_a_seesaw_is_asked_again_while_it_couldnt_measure() -> None:
    class Late(Commands):
        def read(self, length: int) -> bytes:
            return b"\xff\xff" if self.heard.count(b"\x0f\x10") == 1 and length == 2 else super().read(length)

    answers = {b"\x0f\x10": b"\x02\x9a", b"\x00\x04": b"\x00\x17\x80\x00"}
    assert (await values("seesaw_soil", Late(answers)))["capacitance"] == 666
    never = await values("seesaw_soil", Commands({**answers, b"\x0f\x10": b"\xff\xff"}))
    assert isinstance(never["capacitance"], HardwareError)
    assert never["temperature"] == 23.5


async def test_a_chirp_tells_what_it_has_measured_since_it_was_asked() -> None:
    class Measuring(Words):
        def read(self, length: int) -> bytes:
            answer = super().read(length)
            if self.pointer == 0:
                self.values[0] = 481
            return answer

    pauses = Pauses()
    told = await values("chirp", Measuring({0: 250, 5: 215}), pauses=pauses)
    assert told == {"capacitance": 481, "temperature": 21.5}
    assert pauses.taken == [0.3]
    assert (await values("chirp", Words({5: 0xFFF6})))["temperature"] == -1.0


def test_the_datasheets_example_compensates_to_its_temperature_and_pressure() -> None:
    trimming = Trimming(BMP280_T, BMP280_P)
    fine = trimming.fine(519888)
    assert fine == pytest.approx(128422, abs=1)
    assert celsius(fine) == pytest.approx(25.08, abs=0.005)
    assert trimming.pressure(415148, fine) == pytest.approx(1006.5327, abs=0.0003)


def humidity_in_integers(raw: int, fine: int) -> float:
    """The datasheet's other formula, in 32-bit integers."""
    h1, h2, h3, h4, h5, h6 = BME280_H
    v = fine - 76800
    v = (((raw << 14) - (h4 << 20) - (h5 * v) + 16384) >> 15) * (
        ((((((v * h6) >> 10) * (((v * h3) >> 11) + 32768)) >> 10) + 2097152) * h2 + 8192) >> 14
    )
    v -= ((((v >> 15) * (v >> 15)) >> 7) * h1) >> 4
    return (min(max(v, 0), 419430400) >> 12) / 1024


@given(st.integers(0, 0xFFFF))
def test_humidity_is_the_same_by_both_formulas_of_the_datasheet(raw: int) -> None:
    humidity = Trimming((), (), BME280_H).humidity(raw, 128422)
    assert humidity == pytest.approx(humidity_in_integers(raw, 128422), abs=0.05)
    assert 0 <= humidity <= 100


async def test_a_bme280_measures_once_and_tells_all_three() -> None:
    chip, pauses = bosch(0x60), Pauses()
    told = await values("bme280", chip, pauses=pauses)
    assert told == {
        "temperature": pytest.approx(25.08, abs=0.005),
        "pressure": pytest.approx(1006.53, abs=0.01),
        "humidity": pytest.approx(humidity_in_integers(29470, 128422), abs=0.05),
    }
    assert (chip.values[0xF2], chip.values[0xF4]) == (0x01, 0x25)
    assert pauses.taken == [0.01]


async def test_a_bmp280_has_no_humidity() -> None:
    assert set(await values("bmp280", bosch(0x58))) == {"temperature", "pressure"}


@pytest.mark.parametrize(
    ("chip", "words"), [(bosch(0x60, status=8), "doesn't end"), (bosch(0x60, temperature=0x80000), "hasn't")]
)
async def test_a_bme280_that_hasnt_measured_tells_nothing(chip: Registers, words: str) -> None:
    with pytest.raises(HardwareError, match=words):
        await values("bme280", chip)


async def test_a_bme280_without_trimming_makes_no_sense() -> None:
    with pytest.raises(HardwareError, match="the answer of 0x76 makes no sense"):
        await values("bme280", Registers({}))


async def test_an_sht3x_tells_both_of_one_measurement() -> None:
    told = await values("sht3x", Commands({b"\x24\x00": with_crc(0x6666, 0x8000)}))
    assert told == {"temperature": pytest.approx(25.0, abs=0.01), "humidity": pytest.approx(50.0, abs=0.01)}


@pytest.mark.parametrize(("raw", "humidity"), [(0x8000, 56.5), (0, 0.0), (0xFFFF, 100.0)])
async def test_an_sht4x_stays_within_what_can_be(raw: int, humidity: float) -> None:
    told = await values("sht4x", Commands({b"\xfd": with_crc(0x6666, raw)}))
    assert told == {"temperature": pytest.approx(25.0, abs=0.01), "humidity": pytest.approx(humidity, abs=0.01)}


@pytest.mark.parametrize(
    ("key", "answers"),
    [
        ("sht3x", {b"\x24\x00": with_crc(0x6666, 0x8000)[:-1] + b"\x00"}),
        ("sht4x", {b"\xfd": b"\x00" + with_crc(0x6666, 0x8000)[1:]}),
        ("aht20", {b"\xac\x33\x00": aht20(1, 2)[:-1] + b"\x00"}),
    ],
)
async def test_a_wrong_checksum_is_no_value(key: str, answers: Mapping[bytes, bytes]) -> None:
    with pytest.raises(HardwareError, match="checksum"):
        await values(key, Commands(answers, idle=b"\x18"))


async def test_an_aht20_tells_both_of_one_measurement() -> None:
    chip, pauses = Commands({b"\xac\x33\x00": aht20(0x80000, 0x60000)}, idle=b"\x18"), Pauses()
    assert await values("aht20", chip, pauses=pauses) == {"temperature": 25.0, "humidity": 50.0}
    assert pauses.taken == [0.08]


async def test_an_aht20_is_initialized_if_need_be() -> None:
    chip = Commands({b"\xac\x33\x00": aht20(0x80000, 0x60000)}, idle=b"\x00")
    await values("aht20", chip)
    assert chip.heard == [b"\xbe\x08\x00", b"\xac\x33\x00"]


async def test_an_aht20_that_is_busy_hasnt_measured() -> None:
    with pytest.raises(HardwareError, match="doesn't end"):
        await values("aht20", Commands({b"\xac\x33\x00": aht20(1, 2, status=0x98)}, idle=b"\x18"))
