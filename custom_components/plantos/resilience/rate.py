"""So many calls per second and no more, over one physical device.

aiolimiter's leaky bucket serves its waiters in order and needs no task of its own; it is pure Python.
"""

from aiolimiter import AsyncLimiter


def per_second(calls: float) -> AsyncLimiter:
    """At most so many calls in any second, evenly spaced."""
    # A bucket that holds them all would let nearly twice as many through in its first second.
    return AsyncLimiter(1, 1 / calls)
