"""Sensors that the kernel reads: DS18B20 over one wire, DHT through industrial I/O."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
import errno
import os
from pathlib import Path

import pytest

from custom_components.plantos.domain.readings import Measure, Sample
from custom_components.plantos.hardware import DeviceFault, Fault, HardwareError
from custom_components.plantos.hardware.gpio.iio import IioHygrometer, hygrometers
from custom_components.plantos.hardware.gpio.kernel_sensors import KernelSensor
from custom_components.plantos.hardware.gpio.onewire import OneWireThermometer, celsius, thermometers
from custom_components.plantos.resilience.retry import Retry

from ..i2c.fakes import Pauses

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
GOOD = "50 05 4b 46 7f ff 0c 10 1c : crc=1c YES\n50 05 4b 46 7f ff 0c 10 1c t=21312\n"


def one_wire(bus: Path, name: str, text: str) -> Path:
    folder = bus / "28-0000075a1b2c"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    return folder


async def test_a_thermometer_is_read_with_its_checksum(tmp_path: Path) -> None:
    one_wire(tmp_path, "w1_slave", GOOD)
    (sensor,) = thermometers(tmp_path)
    device = OneWireThermometer("soil", "temperature", sensor, tmp_path, lambda: NOON)
    await device.start(lambda _: None)
    assert await device.probe("temperature").read() == Sample(21.312, NOON)
    await device.stop()


async def test_a_kernel_without_the_long_answer_gives_the_short_one(tmp_path: Path) -> None:
    one_wire(tmp_path, "temperature", "-1250\n")
    assert celsius(tmp_path / "28-0000075a1b2c") == -1.25


@pytest.mark.parametrize(
    "text", [GOOD.replace("YES", "NO"), GOOD.replace("21312", "85000"), GOOD.replace("21312", "-127000"), ""]
)
async def test_a_wrong_answer_is_no_temperature(tmp_path: Path, text: str) -> None:
    one_wire(tmp_path, "w1_slave", text)
    device = OneWireThermometer("soil", "temperature", "28-0000075a1b2c", tmp_path)
    with pytest.raises(HardwareError):
        await device.probe("temperature").read()
    assert device.fault is None
    await device.stop()


async def test_a_thermometer_that_was_pulled_out_is_a_fault_until_it_is_back(tmp_path: Path) -> None:
    device = OneWireThermometer("soil", "temperature", "28-0000075a1b2c", tmp_path)
    with pytest.raises(HardwareError, match="No such file"):
        await device.probe("temperature").read()
    assert device.fault and device.fault.fault is Fault.NOT_FOUND
    one_wire(tmp_path, "w1_slave", GOOD)
    await device.probe("temperature").read()
    assert device.fault is None
    await device.stop()


class Dht:
    """A thermometer whose driver fails with a number, now and then."""

    def __init__(self) -> None:
        self.code: int | None = None
        self.asked = 0
        self.device = KernelSensor("dht", {"air": self._read}, lambda: NOON)

    def _read(self) -> float:
        self.asked += 1
        if self.code is not None:
            raise OSError(self.code, os.strerror(self.code))
        return 22.5

    async def reads(self) -> bool:
        """Whether it answers."""
        try:
            await self.device.probe("air").read()
        except HardwareError:
            return False
        return True


@pytest.fixture
async def dht() -> AsyncIterator[Dht]:
    dht = Dht()
    yield dht
    await dht.device.stop()


async def test_a_sensor_that_misses_every_third_reading_has_no_fault(dht: Dht) -> None:
    for number in range(9):
        dht.code = errno.ETIMEDOUT if number % 3 == 2 else None
        assert await dht.reads() is (dht.code is None)
        assert dht.device.fault is None


async def test_three_misses_in_a_row_are_a_fault_until_it_answers(dht: Dht) -> None:
    await dht.reads()
    dht.code = errno.EIO
    for faulty in (False, False, True):
        assert not await dht.reads()
        assert (dht.device.fault is not None) is faulty
    dht.code = None
    await dht.reads()
    assert dht.device.fault is None


async def test_a_sensor_that_never_answered_has_a_fault_at_once(dht: Dht) -> None:
    dht.code = errno.ETIMEDOUT
    await dht.reads()
    assert dht.device.fault == DeviceFault(Fault.UNREACHABLE, "dht", "Connection timed out")


@pytest.mark.parametrize(("code", "asked"), [(errno.ETIMEDOUT, 3), (errno.EIO, 3), (errno.ENOENT, 1)])
async def test_a_reading_that_the_kernel_missed_is_made_three_times(dht: Dht, code: int, asked: int) -> None:
    dht.code = code
    with pytest.raises(HardwareError):
        await Retry(sleep=Pauses()).run(dht.device.probe("air").read)
    assert dht.asked == asked


async def test_a_wrong_checksum_is_worth_another_reading(tmp_path: Path) -> None:
    one_wire(tmp_path, "w1_slave", GOOD.replace("YES", "NO"))
    device = OneWireThermometer("soil", "temperature", "28-0000075a1b2c", tmp_path)
    waits = Pauses()
    with pytest.raises(HardwareError, match="checksum"):
        await Retry(sleep=waits).run(device.probe("temperature").read)
    assert len(waits.taken) == 2
    assert device.fault is None
    await device.stop()


async def test_a_dht_gives_temperature_and_humidity(tmp_path: Path) -> None:
    for number, driver in enumerate(("dht11", "ads1015")):
        folder = tmp_path / f"iio:device{number}"
        folder.mkdir()
        (folder / "name").write_text(f"{driver}\n")
    (tmp_path / "iio:device0" / "in_temp_input").write_text("22500\n")
    (tmp_path / "iio:device0" / "in_humidityrelative_input").write_text("41200\n")
    (sensor,) = hygrometers(tmp_path)
    channels = {"air": Measure.TEMPERATURE, "damp": Measure.HUMIDITY}
    device = IioHygrometer("dht", channels, sensor, tmp_path, lambda: NOON)
    assert await device.probe("air").read() == Sample(22.5, NOON)
    assert await device.probe("damp").read() == Sample(41.2, NOON)
    (tmp_path / "iio:device0" / "in_temp_input").write_text("\n")
    with pytest.raises(HardwareError):
        await device.probe("air").read()
    await device.stop()
    for ask in (device.outlet, device.flow_meter, device.level, device.probe):
        with pytest.raises(LookupError):
            ask("water")
