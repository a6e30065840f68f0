"""Paths to one value in a JSON document, as in `$.soil[0].moisture` or `$["soil.1"]`."""

import re

_STEP = re.compile(
    r"""\.?(?P<name>[^.\[\]"']+)|\[(?P<index>-?\d{1,9})\]|\[(?P<quote>["'])(?P<quoted>.+?)(?P=quote)\]"""
)


def steps(path: str) -> tuple[str | int, ...]:
    """The keys and indices of a path; `$` alone is the whole document. Raises ValueError for no path."""
    rest = path.strip().removeprefix("$")
    if not rest and not path.strip():
        raise ValueError("the path is empty")
    found: list[str | int] = []
    at = 0
    while at < len(rest):
        if not (step := _STEP.match(rest, at)):
            raise ValueError(f"{path} is no path from its character {at + 1} on")
        found.append(int(step["index"]) if step["index"] else step["name"] or step["quoted"])
        at = step.end()
    return tuple(found)
