"""Lives of plants for laws: any steps that a home could tell of."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from custom_components.plantos.domain.learning import Learned, Observation, learn
from custom_components.plantos.domain.plants import Plant
from tests.domain.conftest import HOUR, NOW

type Step = tuple[float, float | None, float | None, float, float]

HOURS = st.sampled_from([0.2, 1.0, 1.0, 1.0, 6.0, 30.0, 900.0])
MOISTURES = st.none() | st.floats(0, 100) | st.floats(35, 60)
DEMANDS = st.none() | st.floats(0, 1)
AMOUNTS = st.just(0.0) | st.floats(0, 2_000)
RAIN = st.just(0.0) | st.floats(0, 50)
STEPS = st.lists(st.tuples(HOURS, MOISTURES, DEMANDS, AMOUNTS, RAIN), max_size=40)


def a_fern(**changes: Any) -> Plant:
    """A plant of 3 l that wants 40 to 70 %, with limits that don't bite."""
    numbers = {"moisture_min": 40.0, "moisture_max": 70.0, "dose_ml": 180.0, "pot_volume_l": 3.0}
    limits = {"max_run_ml": 3_000.0, "max_day_ml": 6_000.0, "flow_calibrated": True, "flow_ml_s": 20.0}
    return Plant(**{"plant_id": "fern", "name": "Fern", "strategy": "predictive"} | numbers | limits | changes)


def after(steps: Sequence[Step], **plant: Any) -> Learned:
    """What is learned from these steps; the last one ends now."""
    at = NOW - sum(step[0] for step in steps) * HOUR
    state = Learned.of(a_fern(**plant), at)
    for hours, moisture, demand, ml, rain in steps:
        at += hours * HOUR
        state = learn(state, Observation(at, moisture, demand, ml, rain))
    return state


def steady(days: int = 12, response: float = 0.05, drying: float = 0.2) -> Learned:
    """What is learned of a plant that dries by so many points an hour, and is given 300 ml below 40 %."""
    steps: list[Step] = []
    level, coming = 55.0, 0.0
    for _ in range(days * 24):
        given, coming = coming, 0.0
        level += given * response - drying
        steps.append((1.0, level, 0.1, given, 0.0))
        if level < 40.0:
            coming = 300.0
    return after(steps)
