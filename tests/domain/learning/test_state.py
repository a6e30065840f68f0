"""What was learned survives a restart, or is learned anew; it never says what can't be."""

import json
from math import inf, nan
from typing import Any

from hypothesis import given
import pytest

from custom_components.plantos.domain.learning import Learned, Observation
from custom_components.plantos.domain.learning.beliefs import Of
from tests.domain.conftest import LAW, NOW

from .beds import TrueBed, learned_of
from .lives import STEPS, Step, a_fern, after, steady


@given(STEPS)
@LAW
def test_what_was_learned_is_the_same_after_a_restart_and_small(steps: list[Step]) -> None:
    state = after(steps)
    text = state.as_json()
    again = Learned.from_json(text)
    assert again
    assert again.as_json() == text
    assert again.at == state.at
    assert again.belief.mean == pytest.approx(state.belief.mean, rel=1e-8)
    assert (again.waterings, again.readings, again.changes) == (state.waterings, state.readings, state.changes)
    assert len(text.encode()) < 4_000


@pytest.mark.parametrize("days", [1, 90])
def test_a_model_does_not_grow_with_what_it_has_seen(days: int) -> None:
    for model in (steady(days), learned_of(TrueBed(), days)):
        assert model.days == pytest.approx(days, abs=1.1)
        assert len(model.as_json().encode()) < 4_000


def test_what_was_kept_can_be_looked_at() -> None:
    kept = json.loads(steady().as_json())
    assert (kept["version"], kept["at"], kept["readings"]) == (2, NOW.isoformat(), 12 * 24)


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{}", "water", '{"version": 1}', '{"version": 2}', '{"version": 3}']
)
def test_what_cannot_be_read_is_learned_anew(text: str) -> None:
    assert Learned.from_json(text) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("version", 1),
        ("at", "2026-11-21T12:00:00"),
        ("at", "yesterday"),
        ("mean", [1.0]),
        ("mean", [None] * 7),
        ("mean", 5),
        ("covariance", [1.0] * 27),
        ("covariance", [-1.0] * 28),
        ("covariance", [nan] * 28),
        ("noise", inf),
        ("waterings", None),
    ],
)
def test_what_was_kept_wrongly_is_learned_anew(name: str, value: object) -> None:
    kept = json.loads(steady().as_json())
    assert Learned.from_json(json.dumps(kept))
    assert Learned.from_json(json.dumps(kept | {name: value})) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ground", 5),
        ("ground", []),
        ("ground", [[0.0, 0.0, 0.5]] * 23),
        ("ground", [[0.0]] * 24),
        ("evidence", nan),
        ("unread", [1.0]),
    ],
)
def test_a_ground_that_was_kept_wrongly_is_learned_anew(name: str, value: object) -> None:
    kept = json.loads(learned_of(TrueBed(), days=2).as_json())
    assert Learned.from_json(json.dumps(kept))
    assert Learned.from_json(json.dumps(kept | {name: value})) is None


@pytest.mark.parametrize("value", [nan, inf, -1.0])
@pytest.mark.parametrize("name", ["moisture", "demand", "ml", "rain_mm"])
def test_what_cannot_have_been_seen_is_refused(name: str, value: float) -> None:
    seen: dict[str, Any] = {name: value}
    with pytest.raises(ValueError, match="can't be"):
        Observation(NOW, **seen)


def test_a_pot_is_expected_to_rise_by_its_volume() -> None:
    small, large, unknown = (Learned.of(a_fern(pot_volume_l=volume), NOW).belief for volume in (1.0, 10.0, None))
    # 100 ml are 18 % of what a litre of potting soil holds.
    assert 100 * small.response == pytest.approx(18.2, abs=0.1)
    assert small.response == pytest.approx(10 * large.response)
    assert unknown.spread(Of.RESPONSE) > 2 * small.spread(Of.RESPONSE)


def test_a_bed_is_expected_to_rise_by_its_area() -> None:
    bed, wide = (Learned.of(a_fern(pot_volume_l=None, area_m2=area), NOW).belief.response for area in (1.0, 2.0))
    assert bed == pytest.approx(2 * wide)
