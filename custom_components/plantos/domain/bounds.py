"""Numbers that can't be true are refused before anybody reckons with them."""


def bounded(value: float, low: float, high: float, what: str) -> float:
    """The value, which lies between the bounds. Raises ValueError where it doesn't, or where it is no number."""
    # What isn't a number lies between nothing.
    if not low <= value <= high:
        raise ValueError(f"{what} can't be {value}")
    return value
