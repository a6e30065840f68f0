"""When a plant will be dry: a straight line through how it has been drying."""

from collections.abc import Sequence
from datetime import datetime, timedelta

LEAST_POINTS = 6
LEAST_SPAN = timedelta(hours=2)
FURTHEST_HOURS = 30 * 24.0


def dry_at(points: Sequence[tuple[datetime, float]], minimum: float) -> datetime | None:
    """When moisture (%) reaches the minimum, by least squares through points since the last watering.

    None while too few points are known, while the soil isn't drying, or beyond thirty days.
    """
    if len(points) < LEAST_POINTS or points[-1][0] - points[0][0] < LEAST_SPAN:
        return None
    last, now = points[-1][0], points[-1][1]
    hours = [(at - last) / timedelta(hours=1) for at, _ in points]
    values = [value for _, value in points]
    mean_hour, mean_value = sum(hours) / len(hours), sum(values) / len(values)
    spread = sum((hour - mean_hour) ** 2 for hour in hours)
    slope = sum((h - mean_hour) * (v - mean_value) for h, v in zip(hours, values, strict=True)) / spread
    if slope >= 0:
        return None
    level = min(now, mean_value - slope * mean_hour)
    ahead = max(0.0, (minimum - level) / slope)
    # Compared as a number: what hardly dries lies further ahead than a date can.
    return last + timedelta(hours=ahead) if ahead <= FURTHEST_HOURS else None
