"""How plants answer to water: by how much it raised their moisture, seen through the noise of their probes."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime

from ..domain.commands import Origin
from ..domain.plants import Plant
from ..domain.readings import Reading
from ..domain.verification import Effect, effect, expected_rise, noise
from .runs import Run

RESPONSES, SAMPLES = 10, 30


class Responses:
    """What the probes of a hub's plants said last, and how far the last waterings moved them."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._responses: dict[str, deque[float]] = {}
        self._samples: dict[str, deque[tuple[datetime, float]]] = {}

    def load(self, plant_id: str, verified: Iterable[Run]) -> None:
        """Take up what earlier runs did, oldest first."""
        known = (_response(run) for run in verified if run.effect is Effect.SEEN)
        self._responses[plant_id] = deque((value for value in known if value is not None), RESPONSES)

    def hear(self, plant_id: str, moisture: Reading | None) -> None:
        """Note what a plant's probe says."""
        if moisture is not None and moisture.fresh and moisture.value is not None:
            samples = self._samples.setdefault(plant_id, deque(maxlen=SAMPLES))
            if not samples or samples[-1][0] != moisture.at:
                samples.append((moisture.at, moisture.value))

    def expected(self, run: Run, plant: Plant) -> float | None:
        """By how many points a run should raise the plant's moisture, None while nobody can say."""
        responses = tuple(self._responses.get(run.plant_id, ()))
        return expected_rise(run.delivered_ml, plant.pot_volume_l, responses)

    def effect(self, run: Run, plant: Plant, least_rise: float) -> Effect:
        """What a run that has soaked in did to the plant's moisture; less than `least_rise` points is no rise."""
        if run.origin is Origin.TRIAL:
            return Effect.UNJUDGED
        wobble = noise([value for _, value in self._samples.get(run.plant_id, ())])
        return effect(run.moisture_before, run.moisture_after, self.expected(run, plant), wobble, least_rise)

    def learn(self, run: Run) -> None:
        """Remember how far a run moved the moisture, where it was seen to."""
        if run.effect is Effect.SEEN and (response := _response(run)) is not None:
            self._responses.setdefault(run.plant_id, deque(maxlen=RESPONSES)).append(response)


def _response(run: Run) -> float | None:
    """How many points of moisture a millilitre made, in a run that was seen to have worked."""
    if run.moisture_before is None or run.moisture_after is None or run.delivered_ml <= 0:
        return None
    return (run.moisture_after - run.moisture_before) / run.delivered_ml
