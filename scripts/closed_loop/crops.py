"""What FAO-56 (Allen et al. 1998) says of crops: coefficients, stages and depletion fractions."""

from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Book:
    """Kc at the three plateaus (table 12), lengths of the four stages (table 11), depletion fraction (table 22)."""

    initial: float
    middle: float
    end: float
    stages: tuple[float, float, float, float]
    fraction: float

    def kc(self, grown: float) -> float:
        """The crop coefficient when this share of the season is over (figure 34)."""
        initial, develops, middle, whole = accumulate(self.stages)
        at = min(1.0, max(0.0, grown)) * whole
        if at <= initial:
            return self.initial
        if at <= develops:
            return self.initial + (self.middle - self.initial) * (at - initial) / (develops - initial)
        if at <= middle:
            return self.middle
        return self.middle + (self.end - self.middle) * (at - middle) / (whole - middle)


BOOKS = {
    "Tomato": Book(0.6, 1.15, 0.8, (30.0, 40.0, 45.0, 30.0), 0.40),
    "Potato": Book(0.5, 1.15, 0.75, (25.0, 30.0, 45.0, 30.0), 0.35),
    "Maize": Book(0.3, 1.2, 0.6, (25.0, 40.0, 45.0, 30.0), 0.55),
    "Wheat": Book(0.7, 1.15, 0.3, (20.0, 30.0, 60.0, 30.0), 0.55),
    "Cotton": Book(0.35, 1.2, 0.6, (30.0, 50.0, 60.0, 55.0), 0.65),
    "Soybean": Book(0.4, 1.15, 0.5, (20.0, 35.0, 60.0, 25.0), 0.50),
    "Sunflower": Book(0.35, 1.1, 0.35, (25.0, 35.0, 45.0, 25.0), 0.45),
}
# As most field crops are.
USUAL = Book(0.4, 1.15, 0.6, (25.0, 35.0, 45.0, 30.0), 0.50)


def book_of(crop: str) -> Book:
    """The entry of a crop, or of the kind whose name it begins with."""
    return next((book for name, book in BOOKS.items() if crop.startswith(name)), USUAL)
