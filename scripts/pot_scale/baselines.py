"""How pots are watered elsewhere: a timer, a threshold with a dose, a threshold with a refill.

The minimum is the same for all; the other numbers were chosen on the even seeds.
"""

from dataclasses import dataclass

from .home import Hire, Hour, Label

ML_PER_L = 1_000.0
MORNING = 6
# Water needs so long to reach a probe.
SOAK_H = 2
type Numbers = dict[str, float]


@dataclass(slots=True)
class Timer:
    """The same dose (ml) every so many hours, in the morning."""

    every_h: int
    dose: float

    def water(self, hour: Hour) -> tuple[float, ...]:
        """The dose at its hours."""
        return (self.dose,) if hour.number % self.every_h == MORNING else ()


@dataclass(slots=True)
class Threshold:
    """Below the minimum (%) a dose (ml), and with it so many ml for each point to the target (%)."""

    minimum: float
    dose: float
    target: float = 0.0
    ml_per_point: float = 0.0
    last: int = -SOAK_H

    def water(self, hour: Hour) -> tuple[float, ...]:
        """What is due, if it is dry and the last water has soaked in."""
        if hour.moisture is None or hour.moisture >= self.minimum or hour.number - self.last < SOAK_H:
            return ()
        self.last = hour.number
        return (self.dose + max(0.0, self.target - hour.moisture) * self.ml_per_point,)


# Shares of what a full pot has for its plant, mm over the crown, and shares of the pot's volume.
BASELINES: dict[str, tuple[str, Numbers]] = {
    "timer-48h": ("timer 48 h", {"outdoor_mm": 8.0, "indoor_mm": 2.0}),
    "threshold-dose": ("threshold + dose", {"minimum": 0.65, "dose": 0.08}),
    "threshold-refill": ("threshold + refill", {"minimum": 0.65, "target": 0.85, "held": 0.8}),
}


def hire(name: str, numbers: Numbers) -> Hire:
    """A gardener who keeps to a rule with these numbers."""
    match name:
        case "timer-48h":
            return lambda label: Timer(48, numbers["indoor_mm" if label.indoor else "outdoor_mm"] * _per_mm(label))
        case "threshold-dose":
            dose = numbers["dose"] * ML_PER_L
            return lambda label: Threshold(label.reading(numbers["minimum"]), dose * label.litres)
        case "threshold-refill":
            held = numbers["held"] * ML_PER_L / 100.0
            return lambda label: Threshold(
                label.reading(numbers["minimum"]), 0.0, label.reading(numbers["target"]), held * label.litres
            )
    raise ValueError(f"no baseline '{name}'")


def _per_mm(label: Label) -> float:
    """The ml that a mm over the crown is."""
    return label.crown_m2 * ML_PER_L
