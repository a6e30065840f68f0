"""What is known of an outlet: closed only when it said so, whatever its library does."""

import asyncio

import pytest

from custom_components.plantos.domain.snapshots import OutletState
from custom_components.plantos.hardware import FailSafe, GuardLost, HardwareError, NotSent
from custom_components.plantos.resilience.breaker import OUTLET, Breaker, BreakerState
from custom_components.plantos.resilience.device import Device
from custom_components.plantos.resilience.retry import ONCE
from custom_components.plantos.watering.outlets import Outlets

from ..resilience.conftest import Hands


class Valve:
    """A valve whose library raises what one sets, and whose answer is what one sets."""

    def __init__(self) -> None:
        self.open_error: BaseException | None = None
        self.close_error: BaseException | None = None
        self.ask_error: BaseException | None = None
        self.says: bool | None = False
        self.told: list[str] = []
        self.assumed = False
        self.fail_safe = FailSafe.SOFTWARE_ONLY

    async def open(self, max_seconds: float) -> None:
        self.told.append("open")
        if self.open_error:
            raise self.open_error
        self.says = True

    async def close(self) -> None:
        self.told.append("close")
        if self.close_error:
            raise self.close_error
        self.says = False

    async def is_open(self) -> bool | None:
        if self.ask_error:
            raise self.ask_error
        return self.says


class Bench:
    """One valve of a basil."""

    def __init__(self, hands: Hands) -> None:
        self.valve = Valve()
        self.breaker = Breaker("basil", OUTLET, hands.clock, lambda _: None)
        self.outlets = Outlets()
        self.outlets.use({"basil": self.valve}, lambda _: Device(self.breaker, timeout_s=10.0, retry=ONCE))


@pytest.fixture
def bench(hands: Hands) -> Bench:
    return Bench(hands)


async def test_nothing_is_known_of_an_outlet_before_it_was_closed(bench: Bench) -> None:
    assert bench.outlets.unconfirmed() == ["basil"]
    assert await bench.outlets.close_once("basil")
    assert bench.outlets.unconfirmed() == []


async def test_what_has_no_outlet_is_absent_and_closed(bench: Bench) -> None:
    assert bench.outlets.state("cactus") is OutletState.ABSENT
    assert await bench.outlets.close_once("cactus")


async def test_an_outlet_that_rests_is_never_told_to_open(bench: Bench) -> None:
    while not bench.outlets.rests("basil"):
        bench.breaker.failed(HardwareError("no"))
    with pytest.raises(NotSent):
        await bench.outlets.open("basil", 10.0)
    assert bench.valve.told == []


async def test_an_outlet_that_never_opens_is_left_alone_though_it_closes_well(bench: Bench) -> None:
    bench.valve.open_error = HardwareError("jammed")
    for _ in range(OUTLET.failures):
        assert not bench.outlets.rests("basil")
        with pytest.raises(HardwareError):
            await bench.outlets.open("basil", 10.0)
        bench.valve.says = False
        assert await bench.outlets.close_once("basil")
    assert bench.outlets.rests("basil")


async def test_an_opening_that_works_forgives_those_before_it(bench: Bench) -> None:
    for _ in range(2):
        bench.valve.open_error = HardwareError("jammed")
        for _ in range(OUTLET.failures - 1):
            with pytest.raises(HardwareError):
                await bench.outlets.open("basil", 10.0)
            await bench.outlets.close_once("basil")
        bench.valve.open_error = None
        await bench.outlets.open("basil", 10.0)
        await bench.outlets.close_once("basil")
    assert not bench.outlets.rests("basil")


@pytest.mark.parametrize("when", ["open", "ask", "close"])
async def test_an_outlet_that_lost_its_guard_while_it_was_open_is_left_alone_at_once(bench: Bench, when: str) -> None:
    await bench.outlets.close_once("basil")
    setattr(bench.valve, f"{when}_error", GuardLost("the guard died"))
    if when == "open":
        with pytest.raises(GuardLost):
            await bench.outlets.open("basil", 10)
    else:
        await bench.outlets.open("basil", 10)
        assert await (bench.outlets.is_open("basil") if when == "ask" else bench.outlets.close_once("basil")) in {
            None,
            False,
        }
    assert bench.breaker.state is BreakerState.OPEN
    setattr(bench.valve, f"{when}_error", None)
    assert await bench.outlets.close_once("basil")
    assert bench.outlets.rests("basil")


async def test_a_library_that_breaks_its_own_opening_off_leaves_the_outlet_taken_for_open(bench: Bench) -> None:
    bench.valve.open_error = asyncio.CancelledError()
    with pytest.raises(HardwareError):
        await bench.outlets.open("basil", 10.0)
    assert bench.outlets.state("basil") is OutletState.OPEN


@pytest.mark.parametrize("error", [HardwareError("gone"), ZeroDivisionError(), TimeoutError()])
async def test_an_outlet_in_doubt_that_cannot_be_asked_counts_against_its_breaker(
    bench: Bench, error: Exception
) -> None:
    bench.valve.ask_error = error
    assert await bench.outlets.is_open("basil") is None
    assert bench.breaker.record().failures_in_row == 1


async def test_an_outlet_in_doubt_is_asked_past_its_open_breaker(bench: Bench) -> None:
    while bench.breaker.state is not BreakerState.OPEN:
        bench.breaker.failed(HardwareError("no"))
    assert await bench.outlets.is_open("basil") is False


async def test_a_closed_outlet_that_rests_is_left_alone(bench: Bench) -> None:
    await bench.outlets.close_once("basil")
    while bench.breaker.state is not BreakerState.OPEN:
        bench.breaker.failed(HardwareError("no"))
    assert await bench.outlets.is_open("basil") is None


@pytest.mark.parametrize("error", [HardwareError("stuck"), ZeroDivisionError(), asyncio.CancelledError()])
async def test_a_close_that_fails_leaves_the_outlet_unknown(bench: Bench, error: BaseException) -> None:
    bench.valve.close_error = error
    assert not await bench.outlets.close_once("basil")
    assert bench.outlets.state("basil") is OutletState.UNKNOWN
    assert bench.breaker.record().failures_in_row == 1


@pytest.mark.parametrize("says", [True, None])
async def test_one_that_was_never_opened_and_refuses_is_closed_only_if_it_says_so(
    bench: Bench, says: bool | None
) -> None:
    bench.valve.close_error = HardwareError("refused")
    assert await bench.outlets.close_once("basil", never_opened=True)
    bench.valve.says = says
    assert not await bench.outlets.close_once("basil", never_opened=True)


async def test_a_hub_that_is_left_climbs_no_ladder(bench: Bench) -> None:
    bench.valve.close_error = HardwareError("stuck")
    bench.outlets.hurry.set()
    assert not await bench.outlets.climb("basil")
    assert bench.valve.told == []


async def test_every_outlet_is_closed_at_once_and_told_how_it_was_found(bench: Bench) -> None:
    bench.valve.says = True
    assert await bench.outlets.close_all() == {"basil": True}
    assert bench.outlets.state("basil") is OutletState.CLOSED


async def test_an_outlet_that_fails_in_an_unheard_of_way_keeps_no_other_from_being_closed(hands: Hands) -> None:
    def fall_over(_: Breaker) -> None:
        raise RuntimeError("nobody thought of this")

    class SlowValve(Valve):
        async def is_open(self) -> bool | None:
            await asyncio.sleep(0)
            return await super().is_open()

    valves: dict[str, Valve] = {"basil": Valve(), **{f"fern {number}": SlowValve() for number in range(20)}}
    valves["basil"].close_error = GuardLost("gone")
    outlets = Outlets()
    outlets.use(
        valves,
        lambda key: Device(
            Breaker(key, OUTLET, hands.clock, fall_over if key == "basil" else lambda _: None),
            timeout_s=10.0,
            retry=ONCE,
        ),
    )
    found = await outlets.close_all()
    assert [valve.told for valve in valves.values()] == [["close"]] * len(valves)
    assert len(found) == len(valves)
    assert outlets.state("basil") is OutletState.UNKNOWN
    assert outlets.state("fern 19") is OutletState.CLOSED
