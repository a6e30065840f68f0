"""A short list of named checks, each told as soon as it is known."""

import asyncio
from collections.abc import Awaitable, Callable
import time

LIMIT_S = 60.0

# What a check returns is told beside its name.
type Check = Callable[[], Awaitable[str | None]]

_checks: dict[str, Check] = {}


class Failed(Exception):
    """What should have been so, and was not."""


def check(name: str) -> Callable[[Check], Check]:
    """Name a check; checks run in the order in which they stand."""

    def keep(function: Check) -> Check:
        _checks[name] = function
        return function

    return keep


def expect(true: object, otherwise: str) -> None:
    """Fail with a sentence if something isn't so."""
    if not true:
        raise Failed(otherwise)


async def until(true: Callable[[], object], seconds: float, otherwise: Callable[[], str]) -> float:
    """Wait until something is so, at most so long; return how long it took."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            raise Failed(f"not within {seconds:g} s: {otherwise()}")
        await asyncio.sleep(0.02)
    return time.monotonic() - began


async def run_all(title: str) -> tuple[int, int]:
    """Run the checks that were named so far, forget them, and count those passed and failed."""
    todo = dict(_checks)
    _checks.clear()
    print(f"{title}:")
    passed = 0
    for name, function in todo.items():
        began = time.monotonic()
        try:
            async with asyncio.timeout(LIMIT_S):
                remark = await function()
        except Exception as error:  # noqa: BLE001  (one broken check must not hide the others)
            told = str(error) if isinstance(error, Failed) else f"{type(error).__name__}: {error}"
            print(f"  ✗ {name} — {told}")
        else:
            passed += 1
            took = f"{time.monotonic() - began:.1f} s"
            print(f"  ✓ {name} ({took}{f'; {remark}' if remark else ''})")
    return passed, len(todo) - passed
