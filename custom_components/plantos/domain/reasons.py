"""Why something was decided, denied or failed: a key to translate, and its placeholders."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite

# From here on nobody counts digits.
UNREADABLE = 1e9


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence in every language: `key` names it, `values` fill it in."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)


def reason(key: str, **values: float | str) -> Reason:
    """A reason with numbers written as people read them (at most one decimal)."""
    return Reason(key, {name: _plain(value) for name, value in values.items()})


def _plain(value: float | str) -> str:
    if isinstance(value, str):
        return value
    if abs(value) >= UNREADABLE:
        return f"{value:.3g}"
    # Adding 0 turns -0 into 0.
    return f"{round(value, 1) + 0:f}".rstrip("0").rstrip(".") if isfinite(value) else str(value)
