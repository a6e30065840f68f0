"""A sensor of a hub: one procedure for all who ask, faults that come and go, and what is let go of."""

import asyncio
from datetime import timedelta
import errno
from typing import Any

from pydantic import ValidationError
import pytest

from custom_components.plantos.domain.readings import Sample
from custom_components.plantos.hardware import DeviceFault, Fault, HardwareError
from custom_components.plantos.hardware.devices import DeviceConfig
from custom_components.plantos.hardware.i2c import DRIVERS
from custom_components.plantos.hardware.i2c.device import I2cDevice
from custom_components.plantos.hardware.i2c.drivers.veml7700 import Veml7700
from custom_components.plantos.resilience.retry import Retry

from .bench import NOON, Bench
from .fakes import Pauses, Words, buses_of


async def read(device: I2cDevice, channel: str) -> float:
    value = (await device.probe(channel).read()).value
    assert value is not None
    return value


async def failure(device: I2cDevice, channel: str = "temperature") -> str:
    with pytest.raises(HardwareError) as error:
        await device.probe(channel).read()
    return str(error.value)


async def test_a_sample_has_the_time_of_its_procedure(bench: Bench) -> None:
    bench.seconds = 30
    sample = await bench.device("ads1115", 0x48).probe("a3").read()
    assert sample == Sample(2.048, NOON + timedelta(seconds=30))


async def test_all_channels_are_read_by_one_procedure_in_a_second(bench: Bench) -> None:
    device = bench.device("sht3x", 0x44)
    await asyncio.gather(read(device, "temperature"), read(device, "humidity"))
    await read(device, "temperature")
    assert bench.transactions() == 2
    bench.seconds = 1
    await read(device, "temperature")
    assert bench.transactions() == 4


async def test_procedures_on_a_bus_come_one_after_the_other(bench: Bench) -> None:
    sht, adc = bench.device("sht3x", 0x44), bench.device("ads1115", 0x48, ("a0",))
    await asyncio.gather(read(sht, "humidity"), read(adc, "a0"))
    assert [address for _, address in bench.wire.log] == [0x44] * 2 + [0x48] * 3


async def test_a_reader_that_leaves_takes_nobody_along(bench: Bench) -> None:
    device = bench.device("sht3x", 0x44)
    first, second = (asyncio.create_task(device.probe("humidity").read()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).value is not None
    assert first.cancelled()
    assert bench.transactions() == 2


async def test_nothing_stays_locked_by_readers_that_leave(bench: Bench) -> None:
    device, other = bench.device("sht3x", 0x44), bench.device("ads1115", 0x48)
    bench.wire.hang()
    for late in (device, other):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await late.probe("temperature").read()
    bench.wire.free()
    async with asyncio.timeout(10):
        while await _fails(device):  # noqa: ASYNC110 - a thread comes back, which no event of the loop tells
            await asyncio.sleep(0)
    assert await read(other, "a0") == pytest.approx(2.048)


async def _fails(device: I2cDevice) -> bool:
    try:
        await device.probe("temperature").read()
    except HardwareError:
        return True
    return False


async def test_a_channel_that_fails_leaves_the_others_alone(bench: Bench) -> None:
    class Rail(Words):
        """An input without a probe, beside one with."""

        def read(self, length: int) -> bytes:
            first = self.values.get(1, 0) >> 12 & 0x7 == 0b100
            return super().read(length) if self.pointer or first else b"\x00\x00"

    bench.wire.chips[0x48] = Rail({0: 0x4000}, always={1: 0x8000})
    device = bench.device("ads1115", 0x48, ("a0", "a1"))
    assert await read(device, "a0") == pytest.approx(2.048)
    assert "the probe may be unplugged" in await failure(device, "a1")
    assert "has no a2" in await failure(device, "a2")
    assert device.fault is None


async def test_a_chip_behind_a_multiplexer_is_read_through_it(bench: Bench) -> None:
    device = bench.device("sht3x", 0x45, mux={"address": 0x70, "channel": 1})
    assert await read(device, "humidity") == pytest.approx(50.0, abs=0.01)
    assert bench.wire.written[0x70] == b"\x02\x00" * 2


async def test_a_chip_that_isnt_there_is_a_fault_until_it_is(bench: Bench) -> None:
    device = bench.device("sht3x", 0x45)
    await device.start(bench.changes.append)
    assert device.fault == DeviceFault(Fault.NOT_FOUND, "device-id", "nothing answers at 0x45 on I²C bus 1")
    assert await failure(device) == "nothing answers at 0x45 on I²C bus 1"
    bench.wire.chips[0x45] = bench.sht
    await read(device, "temperature")
    assert device.fault is None


async def test_one_miss_of_a_chip_that_answers_is_no_fault_three_are(bench: Bench) -> None:
    device = bench.device("sht3x", 0x44)
    await device.start(bench.changes.append)
    bench.wire.failing[0x44] = errno.EREMOTEIO
    bench.seconds = 1
    for faulty in (False, False, True):
        await failure(device)
        assert (device.fault is not None) is faulty


async def test_a_wrong_checksum_is_no_fault_of_the_bus_and_no_value(bench: Bench) -> None:
    device = bench.device("sht3x", 0x44)
    bench.sht.answers = {b"\x24\x00": b"\x00" * 6}
    assert "checksum" in await failure(device)
    assert device.fault is None


async def attempts(bench: Bench) -> int:
    """How often a read that fails is made in all."""
    waits = Pauses()
    with pytest.raises(HardwareError):
        await Retry(sleep=waits).run(bench.device("sht3x", 0x44).probe("temperature").read)
    return 1 + len(waits.taken)


async def test_what_a_chip_misses_is_asked_three_times_in_all(bench: Bench) -> None:
    bench.wire.failing[0x44] = errno.EREMOTEIO
    assert await attempts(bench) == 3


async def test_a_wrong_checksum_is_asked_three_times_in_all(bench: Bench) -> None:
    bench.sht.answers = {b"\x24\x00": b"\x00" * 6}
    assert await attempts(bench) == 3


async def test_a_chip_that_a_driver_of_the_system_holds_is_asked_once(bench: Bench) -> None:
    bench.wire.failing[0x44] = errno.EBUSY
    assert await attempts(bench) == 1


async def test_a_failure_isnt_hidden_by_the_value_before_it(bench: Bench) -> None:
    device = bench.device("sht3x", 0x44)
    await read(device, "temperature")
    bench.wire.failing[0x44] = errno.EREMOTEIO
    bench.seconds = 1
    await failure(device)
    assert await failure(device) == "nothing answers at 0x44 on I²C bus 1"


async def test_a_bus_that_isnt_there_is_the_devices_fault() -> None:
    buses = buses_of({})
    config = DeviceConfig(device_id="id", name="Bed", driver="sht3x", settings={"bus": 3, "address": 0x44})
    device = I2cDevice(config, buses)
    await device.start(lambda _: None)
    assert device.fault == DeviceFault(Fault.NOT_FOUND, "id", "there is no I²C bus 3")
    await device.stop()
    await buses.stop()


async def test_a_bus_that_hangs_keeps_no_start_and_no_stop(bench: Bench) -> None:
    device = bench.device("sht3x", 0x44)
    bench.wire.hang()
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await device.start(bench.changes.append)
    assert device.fault == DeviceFault(Fault.UNREACHABLE, "device-id", "I²C bus 1 hangs")
    await device.stop()
    await bench.buses.stop()
    # The hang itself lasts 30 s.
    assert loop.time() - begun < 5


async def test_a_reader_of_a_device_that_is_let_go_of_is_refused_not_cancelled(bench: Bench) -> None:
    device = bench.device("sht3x", 0x44)
    bench.wire.hang()
    reading = asyncio.create_task(failure(device))
    assert await asyncio.get_running_loop().run_in_executor(None, bench.wire.hanging.wait, 10)
    await device.stop()
    assert await reading == "Bed was let go of"


async def test_a_chip_is_cleaned_up_after_one_is_let_go_of(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    light = Words({4: 100}, little=True)
    bench.wire.chips[0x10] = light
    waiting = asyncio.Event()

    async def forever(seconds: float) -> None:
        waiting.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(bench.buses[1], "pause", forever)
    device = bench.device(Veml7700.key, 0x10)
    reading = asyncio.create_task(failure(device, "illuminance"))
    await waiting.wait()
    await device.stop()
    await reading
    assert light.values[0] == 1


async def test_no_number_is_no_value(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def odd(*_: object) -> dict[str, float]:
        return {"temperature": float("nan")}

    monkeypatch.setattr(DRIVERS["sht3x"], "read", odd)
    assert "gave no number" in await failure(bench.device("sht3x", 0x44))


def test_a_sensor_has_no_outlets_and_no_meters(bench: Bench) -> None:
    device = bench.device("sht3x", 0x44)
    with pytest.raises(HardwareError, match="no outlets"):
        device.outlet("a")
    with pytest.raises(HardwareError, match="no flow meter"):
        device.flow_meter("a")


@pytest.mark.parametrize(
    ("driver", "settings"),
    [
        ("sht3x", {"bus": 1}),
        ("sht3x", {"bus": 1, "address": 0x80}),
        ("sht3x", {"bus": 1, "address": 0x44, "mux": {"address": 0x20, "channel": 1}}),
        ("ads1115", {"bus": 1, "address": 0x48, "gain": "3"}),
    ],
)
def test_settings_that_no_driver_can_work_with_are_refused(driver: str, settings: dict[str, Any]) -> None:
    config = DeviceConfig(device_id="id", name="Bed", driver=driver, settings=settings)
    with pytest.raises(ValidationError):
        I2cDevice(config, buses_of({}))
