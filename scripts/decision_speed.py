"""How long a decision takes with a season behind it, and how large a plant's model is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from math import pi, sin
from statistics import median
from time import perf_counter

from custom_components.plantos.domain.learning import Bed, Learned, Observation, learn
from custom_components.plantos.domain.outlook import Forecast, Past, Period, Spell, by_days
from custom_components.plantos.domain.plants import Plant
from custom_components.plantos.domain.readings import Measure, Reading
from custom_components.plantos.domain.settings import Settings
from custom_components.plantos.domain.snapshots import History, OutletState, Snapshot, Watering
from custom_components.plantos.domain.species import CATALOGUE
from custom_components.plantos.domain.strategies import STRATEGIES, decide
from custom_components.plantos.domain.weather import Site

NOW = datetime(2026, 8, 1, 6, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DAYS, TRIES = 90, 300
LIMIT_MS, LIMIT_BYTES = 1.0, 4_000


def report() -> int:
    """Print each strategy's share of what it may take; 1 where one takes more."""
    over = False
    print(f"A decision with {DAYS} days behind it:")
    for name in STRATEGIES:
        took = milliseconds(partial(decide, a_season(name)))
        over |= took > LIMIT_MS
        print(f"  {name:<20}{took:8.3f} ms {took / LIMIT_MS:7.1%} of {LIMIT_MS:g} ms")
    print("A plant's model:")
    for kind, model in (
        ("pot", learned_of(a_plant("predictive", bed=False))),
        ("bed", learned_of(a_plant("predictive"))),
    ):
        size = len(model.as_json())
        over |= size > LIMIT_BYTES
        print(f"  {kind:<20}{size:8} B  {size / LIMIT_BYTES:7.1%} of {LIMIT_BYTES} B")
    return int(over)


def milliseconds(work: Callable[[], object]) -> float:
    """The median of many tries."""
    took = []
    for _ in range(TRIES):
        start = perf_counter()
        work()
        took.append(perf_counter() - start)
    return median(took) * 1_000


def a_plant(strategy: str, *, bed: bool = True) -> Plant:
    """A square metre of tomatoes, or one in a pot."""
    return Plant.model_validate(
        {
            "plant_id": "plot",
            "name": "Tomatoes",
            "species": "solanum_lycopersicum",
            "indoor": False,
            **({"area_m2": 1.0, "reads_full": 100.0, "reads_wilted": 0.0} if bed else {"pot_volume_l": 10.0}),
            "flow_ml_s": 100.0,
            "flow_calibrated": True,
            "strategy": strategy,
            "base": "evapotranspiration",
            "schedule": {"times": ["06:00"], "sunset_min": 30, "every_h": 48},
            "planted": NOW.date() - DAYS * DAY,
        }
    )


def a_season(strategy: str) -> Snapshot:
    """All that is known on a summer's morning."""
    plant, start = a_plant(strategy), NOW - DAYS * DAY
    model = learned_of(plant)
    hours = [Period(start=NOW + n * HOUR, end=NOW + (n + 1) * HOUR, rain_probability=0.3) for n in range(48)]
    return Snapshot(
        plant=plant,
        at=NOW,
        settings=Settings(ml_watering_scheduler=True),
        readings={Measure.MOISTURE: Reading(Measure.MOISTURE, 29.0, NOW)},
        history=History(waterings=tuple(Watering(start + n * DAY, 8_000.0) for n in range(0, DAYS - 2, 2))),
        outlet=OutletState.CLOSED,
        learned=model,
        site=Site(52.5, 13.4, 34.0),
        forecast=Forecast(NOW, tuple(hours)),
        past=Past(
            by_days(weather(), NOW - 3 * DAY), start, moisture=tuple((start + n * HOUR, 40.0) for n in range(24 * DAYS))
        ),
        species=CATALOGUE["solanum_lycopersicum"],
    )


def weather() -> list[Spell]:
    """The hours of the season."""
    start = NOW - DAYS * DAY
    return [
        Spell(start + n * HOUR, start + (n + 1) * HOUR, max(0.0, 0.5 * sin(pi * (n % 24 - 6) / 12)), 0.0)
        for n in range(24 * DAYS)
    ]


def learned_of(plant: Plant) -> Learned:
    """What the season has taught: the plant dries by four points a day and is watered every fifth."""
    bed = Bed.of(plant, CATALOGUE["solanum_lycopersicum"])
    state = Learned.of(plant, NOW - DAYS * DAY, bed)
    for number, spell in enumerate(weather()):
        level, given = 45.0 - (number % 120) / 6, 8_000.0 if number % 120 == 0 else 0.0
        state = learn(state, Observation(spell.end, level, spell.reference_mm, given, spell.rain_mm or 0.0), bed)
    return replace(state, at=NOW)
