"""Who waits for a supply has a turn: the most urgent first, then who came first, and nobody is forgotten."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count

from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
import pytest

from custom_components.plantos.domain.commands import Priority
from custom_components.plantos.watering.line import Line

from ..resilience.conftest import nothing_more

CRITICAL, HIGH, NORMAL, LOW = Priority
type Turns = dict[str, asyncio.Task[None]]


type Queue = Callable[..., Awaitable[Turns]]


@pytest.fixture
async def wait_for() -> AsyncIterator[Queue]:
    """Let runs come to a line, one after the other; whoever still waits in the end is sent home."""
    came: list[asyncio.Task[None]] = []

    async def wait_for(line: Line, *who: tuple[str, Priority]) -> Turns:
        turns = {}
        for run_id, priority in who:
            turns[run_id] = asyncio.create_task(line.turn(run_id, priority))
            came.append(turns[run_id])
            await nothing_more()
        return turns

    yield wait_for
    for turn in came:
        turn.cancel()


def served(turns: Turns) -> list[str]:
    return [run_id for run_id, turn in turns.items() if turn.done()]


async def order(line: Line, turns: Turns) -> list[str]:
    """In which order they are served, if each leaves as soon as it was."""
    found: list[str] = []
    while new := [run_id for run_id in served(turns) if run_id not in found]:
        found += new
        for run_id in new:
            line.leave(run_id)
        await nothing_more()
    return found


async def test_who_comes_to_an_empty_line_has_a_turn_at_once() -> None:
    async with asyncio.timeout(1):
        await Line().turn("one", LOW)


async def test_one_has_a_turn_and_the_next_once_it_left(wait_for: Queue) -> None:
    line = Line()
    turns = await wait_for(line, ("one", NORMAL), ("two", NORMAL))
    assert (served(turns), list(line), len(line)) == (["one"], ["two"], 1)
    line.leave("one")
    await nothing_more()
    assert (served(turns), list(line), len(line)) == (["one", "two"], [], 0)


async def test_the_most_urgent_is_next_and_of_equals_who_came_first(wait_for: Queue) -> None:
    line = Line()
    came = [("a", LOW), ("b", NORMAL), ("c", LOW), ("d", CRITICAL), ("e", HIGH), ("f", NORMAL), ("g", CRITICAL)]
    turns = await wait_for(line, ("first", LOW), *came)
    assert list(line) == ["d", "g", "e", "b", "f", "a", "c"]
    assert await order(line, turns) == ["first", "d", "g", "e", "b", "f", "a", "c"]


async def test_who_has_a_turn_keeps_it_however_urgent_the_next_one_is(wait_for: Queue) -> None:
    line = Line()
    turns = await wait_for(line, ("calm", LOW), ("urgent", CRITICAL))
    assert served(turns) == ["calm"]


async def test_several_are_served_at_once_where_the_supply_is_strong_enough(wait_for: Queue) -> None:
    turns = await wait_for(Line(2), *((name, NORMAL) for name in "abc"))
    assert served(turns) == ["a", "b"]


async def test_a_stronger_supply_serves_who_waits_at_once(wait_for: Queue) -> None:
    line = Line()
    turns = await wait_for(line, *((name, NORMAL) for name in "abcd"))
    line.use(3)
    await nothing_more()
    assert served(turns) == ["a", "b", "c"]


async def test_a_weaker_supply_takes_no_turn_away_and_gives_none_before_enough_have_left(wait_for: Queue) -> None:
    line = Line(3)
    turns = await wait_for(line, *((name, NORMAL) for name in "abcd"))
    line.use(1)
    line.leave("a")
    line.leave("b")
    await nothing_more()
    assert served(turns) == ["a", "b", "c"]
    line.leave("c")
    await nothing_more()
    assert served(turns) == ["a", "b", "c", "d"]


async def test_leaving_twice_gives_one_turn(wait_for: Queue) -> None:
    line = Line()
    turns = await wait_for(line, *((name, NORMAL) for name in "abc"))
    line.leave("a")
    line.leave("a")
    await nothing_more()
    assert served(turns) == ["a", "b"]


async def test_who_was_never_there_leaves_without_a_trace(wait_for: Queue) -> None:
    line = Line()
    turns = await wait_for(line, ("a", NORMAL), ("b", NORMAL))
    line.leave("stranger")
    await nothing_more()
    assert (served(turns), list(line)) == (["a"], ["b"])


async def test_who_gives_up_waiting_is_passed_over(wait_for: Queue) -> None:
    line = Line()
    turns = await wait_for(line, *((name, NORMAL) for name in "abc"))
    turns["b"].cancel()
    line.leave("b")
    assert list(line) == ["c"]
    line.leave("a")
    await nothing_more()
    assert turns["c"].done() and turns["b"].cancelled()


async def test_a_turn_given_in_the_moment_of_giving_up_goes_to_the_next(wait_for: Queue) -> None:
    line = Line()
    turns = await wait_for(line, *((name, NORMAL) for name in "abc"))
    line.leave("a")
    turns["b"].cancel()
    line.leave("b")
    await nothing_more()
    assert turns["c"].done()


async def test_who_left_may_come_again_and_waits_behind_the_others(wait_for: Queue) -> None:
    line = Line()
    first = await wait_for(line, ("a", NORMAL), ("b", NORMAL), ("c", NORMAL))
    line.leave("a")
    again = await wait_for(line, ("a", NORMAL))
    assert (served(first), served(again), list(line)) == (["a", "b"], [], ["c", "a"])


async def test_a_free_turn_can_be_taken_past_who_waits(wait_for: Queue) -> None:
    line = Line()
    assert line.take("hand")
    turns = await wait_for(line, ("a", CRITICAL))
    assert served(turns) == []
    line.leave("hand")
    await nothing_more()
    assert served(turns) == ["a"]


async def test_no_turn_is_taken_from_who_has_it(wait_for: Queue) -> None:
    line = Line()
    await wait_for(line, ("a", LOW))
    assert not line.take("hand")
    line.leave("hand")
    assert not line.take("hand")


# --- laws -------------------------------------------------------------------------------------------


class LineLaws(RuleBasedStateMachine):
    """Runs that come, have turns, leave, give up and come again, while the supply is set otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.line, self.at_once = Line(), 1
        self.names = count()
        self.waiting: list[tuple[Priority, int]] = []
        self.having: set[int] = set()
        self.turns: dict[int, asyncio.Task[None]] = {}

    def teardown(self) -> None:
        for number in sorted(self.having):
            self.leave_(number)
        # Whoever still waits has a turn once the others have had theirs.
        for _ in range(len(self.waiting)):
            for number in sorted(self.having):
                self.leave_(number)
        assert not self.waiting
        self.runner.close()

    def look(self) -> None:
        """Check who has had a turn since the last look, and in which order they stood."""
        self.runner.run(nothing_more())
        for priority, number in sorted(self.waiting)[: max(0, self.at_once - len(self.having))]:
            assert self.turns[number].done()
            self.waiting.remove((priority, number))
            self.having.add(number)

    def leave_(self, number: int) -> None:
        self.line.leave(str(number))
        self.having.discard(number)
        self.waiting = [place for place in self.waiting if place[1] != number]
        self.look()

    @rule(priority=st.sampled_from(Priority))
    def come(self, priority: Priority) -> None:
        number = next(self.names)
        self.turns[number] = self.runner.get_loop().create_task(self.line.turn(str(number), priority))
        self.waiting.append((priority, number))
        self.look()

    @rule()
    def take(self) -> None:
        number, free = next(self.names), len(self.having) < self.at_once
        assert self.line.take(str(number)) is free
        if free:
            self.having.add(number)
        self.look()

    @precondition(lambda self: self.having)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        self.leave_(data.draw(st.sampled_from(sorted(self.having))))

    @precondition(lambda self: self.turns)
    @rule(data=st.data())
    def leave_again(self, data: st.DataObject) -> None:
        """Also who has long left, or still waits."""
        number = data.draw(st.sampled_from(sorted(self.turns)))
        if not self.turns[number].done():
            self.turns[number].cancel()
        self.leave_(number)

    @rule(at_once=st.integers(1, 4))
    def use(self, at_once: int) -> None:
        self.at_once = at_once
        self.line.use(at_once)
        self.look()

    @invariant()
    def nobody_else_waits_and_they_stand_in_order(self) -> None:
        assert list(self.line) == [str(number) for _, number in sorted(self.waiting)]
        assert len(self.line) == len(self.waiting)

    @invariant()
    def no_more_have_a_turn_than_were_given_one(self) -> None:
        for _, number in self.waiting:
            assert not self.turns[number].done()

    @invariant()
    def nobody_waits_before_a_free_supply(self) -> None:
        assert not self.waiting or len(self.having) >= self.at_once


TestLineLaws = LineLaws.TestCase
TestLineLaws.settings = settings(max_examples=100, stateful_step_count=30, deadline=None, derandomize=True)


@pytest.mark.parametrize(("more", "less"), [(CRITICAL, HIGH), (HIGH, NORMAL), (NORMAL, LOW)])
def test_priorities_go_from_critical_to_low(more: Priority, less: Priority) -> None:
    assert more < less
