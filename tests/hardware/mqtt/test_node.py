"""The reference node's rules: whatever is said to it, an outlet never stays open."""

import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from .broker import load_node

rules = load_node()


class Bench:
    """A node on a desk: its pin, what it says, and its clock."""

    def __init__(self) -> None:
        self.pin: bool | None = None
        self.said: list[tuple[str, Any, bool]] = []
        self.now = 0
        outlet = rules.Outlet(self.switch, "Pump", 60)
        self.node = rules.Node("plantos/desk", {"name": "Desk"}, {"pump": outlet}, self.publish)
        self.node.connected(self.now)

    def switch(self, on: bool) -> None:
        self.pin = on

    def publish(self, topic: str, text: str, retain: bool) -> None:
        self.said.append((topic.removeprefix("plantos/desk/"), text, retain))

    def tell(self, said: Any) -> dict[str, Any]:
        """Send a command; returns the state that answers it."""
        self.said.clear()
        payload = said if isinstance(said, str | bytes) else json.dumps(said)
        self.node.message("plantos/desk/outlet/pump/set", payload, self.now)
        states = [json.loads(text) for topic, text, _ in self.said if topic == "outlet/pump/state"]
        return states[-1] if states else {}

    def open(self, seconds: float, command: str = "a") -> dict[str, Any]:
        self.tell({"id": command, "ask": True})
        return self.tell({"id": command, "open_s": seconds})

    def pass_ms(self, ms: int) -> bool:
        """Let time pass with a broker that echoes."""
        alive = True
        for _ in range(ms // 100):
            self.now += 100
            self.node.message("plantos/desk/echo", b"", self.now)
            alive = self.node.tick(self.now)
        return alive


def test_a_node_is_closed_from_the_first_moment() -> None:
    assert Bench().pin is False


def test_a_node_says_what_it_is_once_connected() -> None:
    said = {topic: (text, retain) for topic, text, retain in Bench().said}
    assert said["status"] == ("online", True) and said["about"][1]
    assert json.loads(said["about"][0])["outlets"] == {"pump": {"name": "Pump", "max_s": 60}}
    assert said["outlet/pump/state"] == ('{"open": false}', False)


def test_an_opening_that_was_announced_opens_and_is_acknowledged() -> None:
    bench = Bench()
    assert bench.tell({"id": "a", "ask": True}) == {"open": False, "ready": "a"}
    assert bench.tell({"id": "a", "open_s": 30}) == {"open": True, "id": "a", "closes_in_s": 30}
    assert bench.pin


def test_an_outlet_closes_by_itself_and_says_so() -> None:
    bench = Bench()
    bench.open(30)
    bench.pass_ms(29_900)
    assert bench.pin
    bench.said.clear()
    bench.pass_ms(100)
    assert not bench.pin and ("outlet/pump/state", '{"open": false}', False) in bench.said


@pytest.mark.parametrize("late_ms", [5_001, 60_000])
def test_an_opening_that_comes_too_late_opens_nothing(late_ms: int) -> None:
    bench = Bench()
    bench.tell({"id": "a", "ask": True})
    bench.now += late_ms
    assert bench.tell({"id": "a", "open_s": 30}) == {"open": False, "id": "a", "refused": "too late"}
    assert not bench.pin


def test_an_opening_counts_once() -> None:
    bench = Bench()
    bench.open(30)
    bench.tell({"id": "b", "open_s": 0})
    assert bench.tell({"id": "a", "open_s": 30})["refused"] == "too late" and not bench.pin


def test_a_close_voids_what_was_announced_before_it() -> None:
    bench = Bench()
    bench.tell({"id": "a", "ask": True})
    bench.tell({"open_s": 0})
    assert bench.tell({"id": "a", "open_s": 30})["refused"] == "too late" and not bench.pin


def test_a_boot_voids_what_was_announced_before_it() -> None:
    bench = Bench()
    bench.tell({"id": "a", "ask": True})
    bench.node.lost()
    bench.node.connected(bench.now)
    assert "refused" in bench.tell({"id": "a", "open_s": 30}) and not bench.pin


def test_another_question_voids_no_announcement() -> None:
    bench = Bench()
    bench.tell({"id": "a", "ask": True})
    bench.tell({"id": "b", "ask": True})
    assert bench.tell({"id": "a", "open_s": 30})["open"]


def test_a_node_remembers_few_questions() -> None:
    bench = Bench()
    for number in range(1_000):
        bench.tell({"id": str(number), "ask": True})
    assert len(bench.node.outlets["pump"].asks) == rules.ASKS


@pytest.mark.parametrize("seconds", [61, -1, 1e300])
def test_an_opening_beyond_the_outlets_limit_is_refused(seconds: float) -> None:
    bench = Bench()
    assert bench.open(seconds)["refused"] == "too long" and not bench.pin


def test_an_outlet_that_is_open_says_so_when_it_refuses() -> None:
    bench = Bench()
    bench.open(30)
    assert bench.tell({"id": "b", "open_s": 30}) == {"open": True, "id": "b", "refused": "too late", "closes_in_s": 30}


def test_silence_of_the_broker_closes() -> None:
    bench = Bench()
    bench.open(60)
    bench.now += 15_000
    assert bench.node.tick(bench.now) and bench.pin
    bench.now += 1
    assert not bench.node.tick(bench.now) and not bench.pin


def test_a_node_without_connection_isnt_alive() -> None:
    bench = Bench()
    bench.node.lost()
    assert not bench.node.tick(bench.now)


def test_an_outlet_closes_even_where_saying_so_fails() -> None:
    bench = Bench()
    bench.open(1)

    def broken(topic: str, text: str, retain: bool) -> None:
        raise OSError

    bench.node.publish = broken
    bench.now += 1_000
    with pytest.raises(OSError):  # noqa: PT011  The network's own.
        bench.node.tick(bench.now)
    assert not bench.pin


def test_outlets_tell_every_half_minute_how_they_stand() -> None:
    bench = Bench()
    bench.said.clear()
    bench.pass_ms(60_000)
    assert [topic for topic, _, _ in bench.said].count("outlet/pump/state") == 2


@pytest.mark.parametrize(
    "said",
    [b"\xff", "", "[" * 5_000, "[]", "null", {}, {"id": "a"}, {"open_s": True}, {"open_s": "30"}, {"open_s": None}],
)
def test_nonsense_is_no_command(said: Any) -> None:
    bench = Bench()
    bench.open(30)
    assert bench.tell(said) == {} and bench.pin


def test_a_measurement_is_never_retained() -> None:
    bench = Bench()
    bench.node.report("probe", "soil", 41.5)
    assert bench.said[-1] == ("probe/soil", "41.5", False)


ids = st.sampled_from(["a", "b"])
commands = st.one_of(
    st.fixed_dictionaries({"id": ids, "ask": st.just(True)}),
    st.fixed_dictionaries({"id": ids, "open_s": st.floats(-1, 70)}),
    st.just({"id": "c", "open_s": 0}),
)


@given(st.lists(st.tuples(commands, st.integers(0, 8_000))))
def test_whatever_is_said_an_outlet_is_closed_a_minute_after_the_last_word(said: list[tuple[Any, int]]) -> None:
    bench = Bench()
    for command, pause_ms in said:
        before = bench.pin
        bench.tell(command)
        assert bench.pin is before or "ask" not in command
        assert not bench.pin or command.get("open_s") != 0
        bench.pass_ms(pause_ms)
    bench.pass_ms(60_000)
    assert not bench.pin
