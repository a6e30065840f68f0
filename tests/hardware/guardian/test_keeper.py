"""What the guardian does with its outputs: off in time, read back, and one bus never keeps another."""

from importlib.util import find_spec
from pathlib import Path
import sys
from time import monotonic
from typing import Any

import pytest

from custom_components.plantos.hardware.gpio import pigpio_factory
from custom_components.plantos.hardware.gpio.backends import BACKENDS
from custom_components.plantos.hardware.guardian import banks, lanes
from custom_components.plantos.hardware.guardian.keeper import Keeper, ProtocolError

from ..gpio.daemon import Daemon
from .outputs import LONG, Asker, FakeBuses, levels, mcp23017, relay

MCP = {"kind": "mcp23017", "bus": 1, "address": 0x20, "line": 9}
PCF = {"kind": "pcf8574", "bus": 1, "address": 0x21, "line": 2, "active_low": True}


def until_off(asker: Asker, output: str = "pump") -> None:
    end = monotonic() + LONG
    while asker.ask("status", output)["on"]:
        assert monotonic() < end


def test_an_output_is_taken_off_opened_and_closed(asker: Asker, trace: Path) -> None:
    assert asker.ask("own", settings=relay(trace)) == {"id": 1, "ok": True, "on": False}
    assert asker.ask("arm", seconds=10)["on"] is True
    assert asker.ask("status")["on"] is True
    assert asker.ask("disarm")["on"] is False
    assert levels(trace) == [0, 1, 0]


def test_an_active_low_output_is_never_low_before_it_is_opened(asker: Asker, trace: Path) -> None:
    asker.ask("own", settings=relay(trace, active_low=True))
    assert levels(trace) == [1]
    asker.ask("arm", seconds=10)
    assert levels(trace) == [1, 0]


def test_an_output_is_off_at_its_deadline(asker: Asker, trace: Path) -> None:
    asker.ask("own", settings=relay(trace))
    began = monotonic()
    asker.ask("arm", seconds=0.1)
    until_off(asker)
    assert 0.1 <= monotonic() - began < 1
    assert levels(trace) == [0, 1, 0]


def test_everything_is_off_at_the_end(trace: Path) -> None:
    asker = Asker()
    asker.ask("own", settings=relay(trace))
    asker.ask("own", "other", settings=relay(trace, 18))
    asker.ask("arm", seconds=100)
    asker.ask("arm", "other", seconds=100)
    assert asker.keeper.finish(LONG)
    assert levels(trace)[-1] == levels(trace, 18)[-1] == 0


def test_off_for_all_leaves_them_ready(asker: Asker, trace: Path) -> None:
    asker.ask("own", settings=relay(trace))
    asker.ask("arm", seconds=100)
    asker.keeper.off()
    until_off(asker)
    assert asker.ask("arm", seconds=100)["ok"]


def test_no_output_has_two_owners(asker: Asker, trace: Path) -> None:
    other = Asker()
    asker.ask("own", settings=relay(trace))
    assert asker.ask("own", settings=relay(trace))["ok"]
    assert asker.ask("own", "same", settings=relay(trace))["fault"] == "in_use"
    assert asker.ask("own", "by name", settings=relay(trace) | {"line": "GPIO17"})["fault"] == "in_use"
    refused = other.ask("own", settings=relay(trace))
    assert refused["fault"] == "in_use" and "another process" in refused["text"]
    assert other.ask("arm", seconds=1)["sent"] is False
    assert other.keeper.finish(LONG) and asker.keeper.finish(LONG)
    third = Asker()
    assert third.ask("own", settings=relay(trace))["ok"]
    third.keeper.finish(LONG)


def test_a_wrong_line_or_chip_is_said(asker: Asker, trace: Path) -> None:
    assert asker.ask("own", settings=relay(trace, 99))["fault"] == "not_found"
    chip = {"kind": "gpio", "pins": {"backend": "gpiod", "chip": "/dev/gpiochip77"}, "line": 1}
    missing = asker.ask("own", settings=chip)
    assert missing["fault"] == "not_found" and missing["text"].startswith("/dev/gpiochip77")
    assert asker.ask("own", settings={"kind": "gpio"})["fault"] == "not_found"
    assert asker.ask("own", settings=MCP | {"kind": "toaster"})["fault"] == "not_found"
    assert asker.ask("status", "nobody")["fault"] == "not_found"


def test_a_missing_library_is_said(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "smbus2", None)
    assert asker.ask("own", settings=MCP)["fault"] == "library_missing"


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"id": 1},
        {"id": "x", "do": "beat"},
        {"id": 1, "do": "own", "output": "pump"},
        {"id": 1, "do": "arm", "output": "pump"},
        {"id": 1, "do": "arm", "output": "pump", "seconds": float("inf")},
        {"id": 1, "do": "arm", "output": "pump", "seconds": -1},
        {"id": 1, "do": "dance", "output": "pump"},
    ],
)
def test_what_no_client_says_is_an_error(asker: Asker, trace: Path, message: dict[str, Any]) -> None:
    asker.ask("own", settings=relay(trace))
    with pytest.raises(ProtocolError):
        asker.keeper.handle(message, lambda _: None)


def test_an_answer_that_nobody_takes_harms_nobody(asker: Asker, trace: Path) -> None:
    def gone(_: object) -> None:
        raise RuntimeError("the loop is closed")

    asker.keeper.handle({"id": 1, "do": "own", "output": "pump", "settings": relay(trace)}, gone)
    assert asker.ask("arm", seconds=10)["on"] is True


def test_mcp23017_sets_the_latch_before_the_direction(asker: Asker, buses: FakeBuses) -> None:
    buses.registers[0x20] = chip = mcp23017()
    chip[0x03], chip[0x15] = 0x02, 0x80
    asker.ask("own", settings=MCP | {"active_low": True})
    assert buses.writes == [(0x20, 0x03, 0x00), (0x20, 0x15, 0x82), (0x20, 0x01, 0xFD)]
    assert asker.ask("arm", seconds=10)["on"] is True
    assert chip[0x15] == 0x80 and chip[0x00] == 0xFF
    # Its power was gone for a moment: the line is an input again.
    chip |= mcp23017()
    asker.ask("disarm")
    assert chip[0x15] == 0x02 and chip[0x01] == 0xFD


def test_pcf8574_keeps_the_other_lines(asker: Asker, buses: FakeBuses) -> None:
    buses.bytes_[0x21] = 0b1010_0000
    assert asker.ask("own", settings=PCF)["on"] is False
    asker.ask("own", "second", settings=PCF | {"line": 0})
    assert buses.bytes_[0x21] == 0b1010_0101
    assert asker.ask("arm", seconds=10)["on"] is True
    assert buses.bytes_[0x21] == 0b1010_0001
    assert asker.ask("own", "third", settings=PCF)["fault"] == "in_use"
    assert asker.ask("own", "fourth", settings=PCF | {"line": 8})["fault"] == "not_found"


def test_an_expander_has_one_owner(asker: Asker, buses: FakeBuses) -> None:
    buses.bytes_[0x21] = 0xFF
    asker.ask("own", settings=PCF)
    other = Asker()
    assert other.ask("own", settings=PCF | {"bus": "/dev/i2c-1", "line": 3})["fault"] == "in_use"
    other.keeper.finish(LONG)


def test_an_expander_or_bus_that_isnt_there_can_be_taken_later(asker: Asker, buses: FakeBuses) -> None:
    buses.registers[0x20], buses.bytes_[0x21], buses.deaf = mcp23017(), 0xFF, True
    assert asker.ask("own", settings=MCP)["fault"] == "unreachable"
    assert asker.ask("own", settings=PCF)["fault"] == "unreachable"
    assert asker.ask("own", settings=MCP | {"bus": 9})["fault"] == "not_found"
    buses.deaf = False
    assert asker.ask("own", settings=MCP)["ok"]
    assert asker.ask("own", "other", settings=PCF)["ok"]
    assert buses.closed == 2


def test_what_doesnt_read_off_is_written_again(asker: Asker, buses: FakeBuses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "AGAIN_S", 0.01)
    buses.registers[0x20] = mcp23017()
    asker.ask("own", settings=MCP)
    asker.ask("arm", seconds=10)
    buses.deaf = True
    assert asker.ask("disarm") == {"id": 3, "ok": False, "on": None, "text": "the line doesn't read off"}
    assert asker.ask("status")["fault"] == "unreachable"
    buses.deaf = False
    until_off(asker)


def test_a_deadline_that_cant_be_confirmed_is_written_again(
    asker: Asker, buses: FakeBuses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "AGAIN_S", 0.01)
    buses.registers[0x20] = mcp23017()
    asker.ask("own", settings=MCP)
    asker.ask("arm", seconds=0.05)
    buses.deaf = True
    end = monotonic() + LONG
    while buses.closed == 0:
        # It was tried so often that the bus was opened anew.
        assert monotonic() < end
    assert buses.registers[0x20][0x15] == 0x02
    buses.deaf = False
    until_off(asker)
    assert buses.registers[0x20][0x15] == 0


def test_a_line_that_reads_on_is_written_off_until_it_reads_off(
    asker: Asker, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "AGAIN_S", 0.01)
    asker.ask("own", settings=relay(trace))
    asker.ask("arm", seconds=10)
    with monkeypatch.context() as stuck:
        stuck.setattr(banks.GpioBank, "level", lambda *_: True)
        assert asker.ask("disarm") == {"id": 3, "ok": False, "on": True, "text": "the line doesn't read off"}
        end = monotonic() + LONG
        while len(levels(trace)) < 6:
            assert monotonic() < end
    until_off(asker)
    assert set(levels(trace)[2:]) == {0}


def test_a_name_that_cant_be_claimed_for_another_reason_says_so() -> None:
    with pytest.raises(OSError, match="too long"):
        banks.Claim("ä" * 90, "a pin")


def test_a_library_that_is_missing_keeps_no_other_from_being_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "smbus2")
    banks.import_all(["no_such_library", "smbus2"])
    assert "smbus2" in sys.modules


def test_every_way_to_gpio_has_its_module() -> None:
    for backend in BACKENDS:
        name = banks.library_of(relay(Path()) | {"pins": {"backend": backend}})
        assert find_spec(name, banks.__package__)
    assert banks.library_of({"kind": "gpio", "pins": {}, "line": 1}) == "..gpio.gpiod_factory"
    assert banks.library_of(MCP) == "smbus2"


def test_a_chip_that_was_away_is_opened_anew(asker: Asker, buses: FakeBuses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "AGAIN_S", 0.01)
    buses.registers[0x20] = mcp23017()
    asker.ask("own", settings=MCP)
    asker.ask("own", "other", settings=MCP | {"line": 3})
    buses.deaf = True
    asker.ask("arm", seconds=10)
    end = monotonic() + LONG
    while buses.closed < 2:
        assert monotonic() < end
        asker.ask("status")
    buses.deaf = False
    asker.ask("disarm")
    while not asker.ask("arm", seconds=10)["ok"]:
        assert monotonic() < end
    assert asker.ask("arm", "other", seconds=10)["ok"]


def test_an_opening_that_fails_is_turned_off(asker: Asker, buses: FakeBuses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "AGAIN_S", 0.01)
    buses.registers[0x20] = mcp23017()
    asker.ask("own", settings=MCP)
    buses.deaf = True
    failed = asker.ask("arm", seconds=10)
    assert (failed["ok"], failed["sent"], failed.get("on")) == (False, True, None)
    buses.deaf = False
    until_off(asker)


def test_a_line_that_stays_off_wasnt_opened(asker: Asker, trace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asker.ask("own", settings=relay(trace))
    monkeypatch.setattr("custom_components.plantos.hardware.guardian.banks.GpioBank.level", lambda *_: False)
    failed = asker.ask("arm", seconds=10)
    assert (failed["ok"], failed["on"]) == (False, False)
    assert levels(trace) == [0, 1, 0]


def test_a_bus_that_hangs_delays_no_other_and_opens_nothing_late(asker: Asker, buses: FakeBuses, trace: Path) -> None:
    buses.registers[0x20] = mcp23017()
    asker.ask("own", settings=MCP)
    asker.ask("own", "relay", settings=relay(trace))
    asker.ask("arm", "relay", seconds=100)
    buses.hang(1)
    hung, opening = asker.send("status"), asker.send("arm", seconds=10)
    closing = asker.send("disarm")
    assert opening.get(timeout=LONG)["sent"] is False
    assert asker.ask("disarm", "relay")["on"] is False
    asker.ask("arm", "relay", seconds=100)
    later = asker.send("arm", seconds=10)
    assert not asker.keeper.finish(0.2)
    assert levels(trace)[-1] == 0
    assert later.get(timeout=LONG)["sent"] is False
    buses.recover(1)
    assert hung.get(timeout=LONG)["on"] is False and closing.get(timeout=LONG)["on"] is False
    assert buses.registers[0x20][0x15] == 0


def test_an_opening_that_waited_too_long_is_refused(asker: Asker, trace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asker.ask("own", settings=relay(trace))
    monkeypatch.setattr(lanes, "FRESH_S", -1.0)
    assert asker.ask("arm", seconds=10)["sent"] is False
    assert levels(trace) == [0]


def test_a_keeper_without_outputs_ends_at_once() -> None:
    assert Keeper().finish(0)


def test_an_output_that_comes_on_by_itself_is_turned_off_and_says_what_reads_then(
    asker: Asker, buses: FakeBuses
) -> None:
    buses.bytes_[0x21] = 0
    asker.ask("own", settings=PCF | {"active_low": False})
    # Its power was gone for a moment: all its lines are high.
    buses.bytes_[0x21] = 0xFF
    answer = asker.ask("status")
    assert answer["ok"] and answer["on"] is False
    assert buses.bytes_[0x21] == 0


def test_an_output_that_cant_be_read_counts_as_on_until_it_reads_off(
    asker: Asker, buses: FakeBuses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "AGAIN_S", 0.01)
    buses.bytes_[0x21] = 0
    asker.ask("own", settings=PCF | {"active_low": False})
    buses.deaf = True
    assert asker.ask("status")["fault"] == "unreachable"
    end = monotonic() + LONG
    while buses.closed == 0:
        # The bus is opened anew though nobody asked for anything.
        assert monotonic() < end
    buses.bytes_[0x21], buses.deaf = 0xFF, False
    while buses.bytes_[0x21] & 4:
        assert monotonic() < end


def test_what_doesnt_say_whether_it_is_off_is_a_fault(
    asker: Asker, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker.ask("own", settings=relay(trace))
    reads = iter([True])
    with monkeypatch.context() as stuck:
        # It reads on at first, and then not at all.
        stuck.setattr(banks.GpioBank, "level", lambda *_: next(reads))
        assert asker.ask("status")["fault"] == "unreachable"
    until_off(asker)


@pytest.mark.parametrize(
    ("pins", "remote"),
    [
        ({"backend": "pigpio", "host": "shed"}, True),
        ({"backend": "pigpio", "host": "192.168.1.7", "port": 8888}, True),
        ({"backend": "pigpio", "host": "127.0.0.1"}, False),
        ({"backend": "pigpio", "host": None}, False),
        ({"backend": "gpiod", "chip": "/dev/gpiochip0"}, False),
        ({}, False),
    ],
)
def test_only_pigpio_elsewhere_is_remote(pins: dict[str, Any], remote: bool) -> None:
    assert banks.is_remote({"kind": "gpio", "pins": pins, "line": 1}) is remote
    assert not banks.is_remote(MCP)


def test_a_frozen_pigpio_daemon_is_connected_to_anew_and_its_line_turned_off(
    asker: Asker, monkeypatch: pytest.MonkeyPatch, socket_enabled: None
) -> None:
    monkeypatch.setattr(lanes, "AGAIN_S", 0.01)
    monkeypatch.setattr(pigpio_factory, "ANSWER_S", 0.1, raising=False)
    with Daemon() as daemon:
        pins = {"backend": "pigpio", "host": "127.0.0.1", "port": daemon.port}
        settings = {"kind": "gpio", "pins": pins, "line": 17}
        assert asker.ask("own", settings=settings)["on"] is False
        assert asker.ask("arm", seconds=100)["on"] is True
        daemon.awake.clear()
        assert asker.ask("disarm")["ok"] is False
        assert asker.ask("status")["fault"] == "unreachable"
        daemon.hang_up()
        daemon.awake.set()
        end = monotonic() + LONG
        while daemon.is_on(17):
            assert monotonic() < end
        while not asker.ask("disarm")["ok"]:
            assert monotonic() < end
        assert asker.ask("arm", seconds=100)["on"] is True
        assert asker.keeper.finish(LONG) and not daemon.is_on(17)
