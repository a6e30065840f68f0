"""A season in AquaCrop, the FAO's crop model, in the version of the University of Manchester.

It gives what it is told to give each day; its own irrigation is used only for its own soil-moisture targets.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import aquacrop
from aquacrop import AquaCropModel, Crop, InitialWaterContent, IrrigationManagement, Soil
from aquacrop.entities.crops.crop_params import crop_params
from aquacrop.utils import prepare_weather
from numpy import ndarray

from .scenarios import LONGEST_SEASON, Scenario
from .soil import Layer, share_between, water
from .truth import Day, Outcome, Plot, Weather

RECORDS = Path(aquacrop.__file__).parent / "data"
LATITUDES = {"tunis": 36.8, "brussels": 50.8, "champion": 40.4, "hyderabad": 17.4, "cordoba": -31.4}
USUAL_LATITUDE = 53.0
# The model cuts off a day's water at 25 mm where nobody raises it.
NO_LIMIT_MM = 10_000.0
BY_DAY, BY_TARGETS = 5, 1
PROBE_M = (0.1, 0.2)
BEYOND = 7
# Below this share of what the canopy could transpire a day counts as one of stress.
STRESS = 0.95
# So long the soil lies bare before planting: a year's wet season is in it, and what was there before is all but
# forgotten. Then the crop before has left so much of what the soil can hold. Any longer, and the model would sow.
FALLOW = timedelta(days=350)
LEFT_OVER = 0.5
# How deep, in m, whoever plants waters in by hand: in a dry seedbed the model's crops die within a week.
WATERED_IN = 0.3
DAYS_OF_WEATHER = ("Precipitation", "ReferenceET", "MinTemp", "MaxTemp")


SUFFIX = "_climate.txt"

CLIMATES = sorted(path.name.removesuffix(SUFFIX) for path in RECORDS.glob(f"*{SUFFIX}"))
CROPS = sorted(crop_params)
# The model lists its soils nowhere but in a chain of conditions.
SOILS = (
    *("Sand", "LoamySand", "SandyLoam", "Loam", "SiltLoam", "Silt", "SandyClayLoam", "ClayLoam", "SiltClayLoam"),
    *("SandyClay", "SiltClay", "Clay", "Paddy", "ac_TunisLocal"),
)


@cache
def _record(climate: str) -> Any:
    """A table of pandas, which has no types here."""
    return prepare_weather(str(RECORDS / f"{climate}{SUFFIX}"))


def record_of(climate: str) -> tuple[date, date]:
    """The first and last day of a climate's weather."""
    days = _record(climate).Date
    return days.iloc[0].date(), days.iloc[-1].date()


class AquaCropSeason:
    """One scenario from planting to harvest, beginning with what the weather before it has left in the soil."""

    def __init__(self, scenario: Scenario, targets: Sequence[float] | None = None) -> None:
        """Plant. With `targets` (% of capacity per stage) the model waters by itself."""
        record = _record(scenario.climate)
        last = _last_day(scenario)
        irrigation = (
            IrrigationManagement(BY_DAY, MaxIrr=NO_LIMIT_MM)
            if targets is None
            else IrrigationManagement(BY_TARGETS, SMT=list(targets), MaxIrr=NO_LIMIT_MM)
        )
        self._model = _model(scenario, scenario.planted, irrigation)
        self._parameters = self._model._param_struct  # noqa: SLF001
        self._state = self._model._init_cond  # noqa: SLF001
        self._clock = self._model._clock_struct  # noqa: SLF001
        profile = self._parameters.Soil.Profile
        self._state.th[:] = fallow(scenario)
        self._layers = [
            Layer(float(bottom - dz), float(bottom), float(wilting), float(capacity))
            for bottom, dz, wilting, capacity in zip(
                profile.dzsum, profile.dz, profile.th_wp, profile.th_fc, strict=True
            )
        ]
        crop = self._parameters.Seasonal_Crop_List[0]
        self._root_min = float(crop.Zmin)
        self.plot = Plot(
            crop=scenario.crop,
            soil=scenario.soil,
            latitude=LATITUDES.get(scenario.climate, USUAL_LATITUDE),
            season_days=int(crop.MaturityCD),
            root_min=self._root_min,
            root_max=float(crop.Zmax),
            rooting_days=int(crop.MaxRootingCD if crop.MaxRootingCD > 0 else 0.5 * crop.MaturityCD),
            capacity_per_m=1_000.0 * (self._layers[0].capacity - self._layers[0].wilting),
        )
        days = record[record.Date >= f"{scenario.planted:%Y-%m-%d}"]
        rows = days[list(DAYS_OF_WEATHER)].to_numpy()[: (last - scenario.planted).days + 1].tolist()
        # The record may end with the season; the forecast then sees its last day again.
        self.weather = [Weather(*row) for row in [*rows, *rows[-1:] * BEYOND]]
        self._number = 0
        self._planted = scenario.planted
        self._schedule: list[tuple[int, float]] = []

    def morning(self) -> Day | None:
        """The day that begins; None after the harvest."""
        if self._clock.model_is_finished:
            return None
        depth = max(float(self._state.z_root), self._root_min)
        depletion, capacity = water(self._layers, self._state.th, depth)
        return Day(
            number=self._number,
            date=self._planted + timedelta(days=self._number),
            stage=min(3, max(0, int(self._state.growth_stage) - 1)),
            depletion=depletion,
            capacity=capacity,
            shallow=share_between(self._layers, self._state.th, *PROBE_M),
        )

    def live(self, mm: float) -> None:
        """Water, and let the day go by."""
        if mm > 0.0:
            self._schedule.append((self._number, mm))
        self._parameters.IrrMngt.depth = mm
        self._model.run_model(1, initialize_model=False)
        self._number += 1

    def outcome(self) -> Outcome:
        """How it ended."""
        flux = self._model.get_water_flux()
        season = flux[flux.dap > 0]
        short = (season.TrPot > 0) & (season.Tr < STRESS * season.TrPot)
        watered = season[season.IrrDay > 0]
        return Outcome(
            yield_t=float(self._state.DryYield),
            irrigation=float(season.IrrDay.sum()),
            et=float(season.Es.sum() + season.Tr.sum()),
            drainage=float(season.DeepPerc.sum()),
            stress_days=int(short.sum()),
            days=len(season),
            schedule=tuple((int(dap) - 1, float(mm)) for dap, mm in zip(watered.dap, watered.IrrDay, strict=True)),
        )


@lru_cache(maxsize=64)
def fallow(scenario: Scenario) -> tuple[float, ...]:
    """The water contents (m³/m³) of the bare soil on the morning of planting, from the top down.

    The weather of the climate itself has filled and dried it since the crop before, so a rainy winter ends at field
    capacity and a dry one doesn't: nobody has to assume what a season begins with. The seedbed is watered in.
    """
    begins = max(scenario.planted - FALLOW, record_of(scenario.climate)[0])
    model = _model(scenario, begins, IrrigationManagement(BY_DAY))
    state, profile = model._init_cond, model._param_struct.Soil.Profile  # noqa: SLF001
    state.th[:] = profile.th_wp + LEFT_OVER * (profile.th_fc - profile.th_wp)
    if days := (scenario.planted - begins).days:
        model.run_model(days, initialize_model=False)
    return tuple(
        max(float(content), float(capacity)) if top < WATERED_IN - 0.01 else float(content)
        for content, capacity, top in zip(state.th, profile.th_fc, profile.dzsum - profile.dz, strict=True)
    )


def _model(scenario: Scenario, begins: date, irrigation: Any) -> Any:
    """The model, ready for the first day; before planting the soil is bare."""
    model = AquaCropModel(
        f"{begins:%Y/%m/%d}",
        f"{_last_day(scenario):%Y/%m/%d}",
        _record(scenario.climate),
        Soil(scenario.soil),
        Crop(scenario.crop, planting_date=scenario.planting),
        InitialWaterContent(value=["FC"]),
        irrigation,
        off_season=True,
    )
    # The model has no public way to be asked and told day by day.
    try:
        model._initialize()  # noqa: SLF001
    except AssertionError as error:
        raise ValueError(f"AquaCrop can't grow {scenario.key}: {error}") from error
    _make_writable(model._param_struct.Soil.Profile)  # noqa: SLF001
    return model


def _last_day(scenario: Scenario) -> date:
    return min(scenario.planted + LONGEST_SEASON + timedelta(days=60), record_of(scenario.climate)[1])


def _make_writable(profile: Any) -> None:
    """The model writes into its profile, of which pandas hands out arrays that can only be read."""
    for name, value in vars(profile).items():
        if isinstance(value, ndarray):
            setattr(profile, name, value.copy())
