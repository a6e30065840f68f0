"""An output that can't be turned off isn't given up, but it is left to another owner."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from custom_components.plantos.hardware.guardian import banks, lanes, serving, stubborn
from custom_components.plantos.hardware.guardian.stubborn import go_on

from .outputs import LONG, Asker, FakeBuses, levels, mcp23017, relay
from .test_keeper import MCP
from .test_serving import Parent, open_

type Pause = Callable[[float], bool]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "AGAIN_S", 0.01)
    monkeypatch.setattr(stubborn, "TRY_S", 0.1)


def ended(asker: Asker) -> None:
    """Be at the end with something on."""
    asker.ask("arm", seconds=100)
    assert not asker.keeper.finish(0.05)


def test_it_is_turned_off_as_soon_as_it_can_be(asker: Asker, trace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []
    asker.ask("own", settings=relay(trace))
    asker.ask("own", "other", settings=relay(trace, 18))
    with monkeypatch.context() as stuck:
        stuck.setattr(banks.GpioBank, "level", lambda *_: True)
        ended(asker)

        def pause(seconds: float) -> bool:
            rests.append(seconds)
            if len(rests) == 3:
                stuck.undo()
            return False

        assert go_on(asker.keeper, pause)
    assert rests == [1.0, 2.0, 4.0] and asker.keeper.unfinished() == {}
    assert levels(trace)[-1] == 0


def test_another_owner_may_have_it(asker: Asker, trace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asker.ask("own", settings=relay(trace))
    other, got = Asker(), list[object]()
    with monkeypatch.context() as stuck:
        stuck.setattr(banks.GpioBank, "level", lambda *_: True)
        ended(asker)

        def pause(_: float) -> bool:
            got.append(other.ask("own", settings=relay(trace))["ok"])
            return False

        assert go_on(asker.keeper, pause)
    assert got == [True]
    assert other.keeper.finish(LONG)


def test_what_hangs_is_turned_off_when_it_comes_back(asker: Asker, buses: FakeBuses) -> None:
    buses.registers[0x20] = mcp23017()
    asker.ask("own", settings=MCP)
    asker.ask("arm", seconds=100)
    buses.hang(1)
    asker.send("status")
    assert not asker.keeper.finish(0.05)
    rests: list[float] = []

    def pause(seconds: float) -> bool:
        rests.append(seconds)
        if len(rests) == 2:
            buses.recover(1)
            end = monotonic() + LONG
            while asker.keeper.unfinished():
                assert monotonic() < end
        return False

    assert go_on(asker.keeper, pause)
    assert len(rests) == 2 and buses.registers[0x20][0x15] == 0


def test_it_isnt_tried_for_ever(asker: Asker, trace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asker.ask("own", settings=relay(trace))
    with monkeypatch.context() as stuck:
        stuck.setattr(banks.GpioBank, "level", lambda *_: True)
        ended(asker)
        stuck.setattr(stubborn, "GO_ON_S", 0.3)
        assert not go_on(asker.keeper, lambda _: Event().wait(0.01))


def test_it_isnt_tried_any_more_once_an_end_is_asked_for(
    asker: Asker, trace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker.ask("own", settings=relay(trace))
    with monkeypatch.context() as stuck:
        stuck.setattr(banks.GpioBank, "level", lambda *_: True)
        ended(asker)
        assert not go_on(asker.keeper, lambda _: True)


def test_a_guardian_goes_on_after_its_parents_death(trace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "STUBBORN_S", 0.05)
    monkeypatch.setattr(stubborn, "FIRST_PAUSE_S", 0.02)
    parent = Parent()
    open_(parent, trace)
    with monkeypatch.context() as stuck:
        stuck.setattr(banks.GpioBank, "level", lambda *_: True)
        parent.close_end()
        end = monotonic() + LONG
        while parent.end.recv(1000):
            # It hangs up before it goes on.
            assert monotonic() < end
        assert parent.sure == []
    assert parent.finished() == [True]
    assert levels(trace)[-1] == 0
    parent.close()
