"""How requests are answered: full sentences in the language of whoever asked.

Each function takes `say`, which puts a reason into words; instants are local time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..domain.health import HealthStatus
from ..domain.reasons import Reason, reason

type Say = Callable[[Reason], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is told of one plant; moisture and score in %, None where it isn't known.

    `why` is what its strategy says, `held` that nothing waters it by itself.
    """

    name: str
    moisture: float | None
    minimum: float
    maximum: float
    thirsty: bool | None
    score: float | None
    health: HealthStatus
    last: datetime | None
    due: datetime | None
    why: Reason
    held: bool = False
    running: bool = False
    problem: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """What a request to stop did, by the names that may be told.

    `stopped` were being watered, `unsure` may still be open, `named` were asked for. `unknown` is a name that no
    plant has, for which everything was stopped. `none_there` says that nothing stands in `area`, `all_asked` that
    the person may control all that they asked for, `all_closed` that surely no outlet is open anywhere.
    """

    stopped: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    area: str | None = None
    unknown: str | None = None
    none_there: bool = False
    all_asked: bool = True
    all_closed: bool = False


def listed(names: Sequence[str], say: Say) -> str:
    """Names as one says them."""
    if len(names) < 2:  # noqa: PLR2004
        return "".join(names)
    return say(reason("voice_and", first=", ".join(names[:-1]), last=names[-1]))


def moment(at: datetime, now: datetime, say: Say) -> str:
    """An instant as one says it, by the day and the time of day."""
    days, time = (at.date() - now.date()).days, f"{at:%H:%M}"
    match days:
        case 0:
            return say(reason("voice_today", time=time))
        case -1:
            return say(reason("voice_yesterday", time=time))
        case 1:
            return say(reason("voice_tomorrow", time=time))
    if days < 0:
        return say(reason("voice_days_ago", days=-days, time=time))
    return say(reason("voice_in_days", days=days, time=time))


def state(plants: Sequence[Facts], now: datetime, say: Say) -> str:
    """How plants are; of several only in short."""
    told = [part for plant in plants for part in _state(plant, now, say, alone=len(plants) == 1)]
    return " ".join(told)


def _state(plant: Facts, now: datetime, say: Say, *, alone: bool) -> list[str]:
    parts = [say(_health(plant))]
    if alone:
        parts += [*_moisture(plant, say), last(plant, now, say)]
    if plant.running:
        parts.append(say(reason("voice_running", plant=plant.name)))
    if plant.problem:
        parts.append(say(reason("voice_problem", plant=plant.name)))
    return parts


def _moisture(plant: Facts, say: Say) -> list[str]:
    if plant.moisture is None:
        return []
    told = reason("voice_moisture", moisture=plant.moisture, minimum=plant.minimum, maximum=plant.maximum)
    return [say(told)]


def _health(plant: Facts) -> Reason:
    score = plant.score or 0.0
    match plant.health:
        case HealthStatus.THRIVING:
            return reason("voice_thriving", plant=plant.name, score=round(score))
        case HealthStatus.WELL:
            return reason("voice_well", plant=plant.name, score=round(score))
        case HealthStatus.STRESSED:
            return reason("voice_stressed", plant=plant.name, score=round(score))
        case HealthStatus.CRITICAL:
            return reason("voice_critical", plant=plant.name, score=round(score))
    return reason("voice_health_unknown", plant=plant.name)


def thirsty(plants: Sequence[Facts], say: Say) -> str:
    """Which plants need water, and of which nobody knows."""
    dry = [plant.name for plant in plants if plant.thirsty]
    unknown = [plant.name for plant in plants if plant.thirsty is None]
    if len(dry) == 1:
        parts = [say(reason("voice_needs_water", plant=dry[0]))]
    elif dry:
        parts = [say(reason("voice_need_water", plants=listed(dry, say)))]
    elif len(plants) == 1 and not unknown:
        parts = [say(reason("voice_needs_none", plant=plants[0].name))]
    else:
        parts = [] if len(unknown) == len(plants) else [say(reason("voice_none_needs_water"))]
    if len(plants) == 1:
        parts += _moisture(plants[0], say)
    if unknown:
        parts.append(say(reason("voice_thirst_unknown", plants=listed(unknown, say))))
    return " ".join(parts)


def last(plant: Facts, now: datetime, say: Say) -> str:
    """When a plant was watered last."""
    if plant.last is None:
        return say(reason("voice_never_watered", plant=plant.name))
    return say(reason("voice_last_watered", plant=plant.name, when=moment(plant.last, now, say)))


def following(plant: Facts, now: datetime, say: Say) -> str:
    """When a plant is watered next, or why nobody knows."""
    if plant.running:
        return say(reason("voice_running", plant=plant.name))
    if plant.held:
        return say(reason("voice_not_by_itself", plant=plant.name))
    if plant.due is None:
        return " ".join((say(reason("voice_no_next", plant=plant.name)), say(plant.why)))
    if plant.due <= now:
        return " ".join((say(reason("voice_due_now", plant=plant.name)), say(plant.why)))
    return say(reason("voice_next", plant=plant.name, when=moment(plant.due, now, say)))


def stopped(done: Stopped, say: Say) -> str:
    """What was stopped, and what may still be open."""
    if done.none_there:
        return say(reason("voice_no_plants_in", area=done.area or ""))
    parts = [say(reason("voice_stopped_everything", heard=done.unknown))] if done.unknown else []
    if done.stopped:
        parts.append(say(reason("voice_stopped", plants=listed(done.stopped, say))))
    parts += [say(reason("failed_not_closed", plant=name)) for name in done.unsure]
    if not done.all_asked:
        parts.append(say(reason("voice_stop_not_all")))
    elif not (done.stopped or done.unsure):
        parts.append(say(_closed(done, say)))
    return " ".join(parts)


def _closed(done: Stopped, say: Say) -> Reason:
    """What is surely closed where nothing was running that may be named."""
    if done.all_closed:
        return reason("voice_all_closed")
    if done.named:
        return reason("voice_closed", plants=listed(done.named, say))
    return reason("voice_closed_in", area=done.area or "")
