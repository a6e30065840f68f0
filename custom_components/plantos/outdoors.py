"""The weather of a hub's home: what is forecast, and how the last ninety days were."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from .const import CONF_KIND, DOMAIN, KIND_DEMO, LOGGER
from .domain.clock import Clock
from .domain.outdoor_hours import HourLog, shared_out
from .domain.outlook import Forecast, Period, Spell
from .domain.plants import Plant
from .domain.weather import Site
from .forecasts import PATIENCE, Forecasts
from .garden import settings_of, weather_sources_of
from .watering.breakers import Breakers
from .watering.ledger import Ledger
from .watering.rooms import Rooms
from .watering.spells import Spells
from .weather_station import WeatherStation

ACCOUNT = "evapotranspiration"
# Strategies that give less before rain.
FORESEE = frozenset({"weather", "predictive"})
# The sources that say how warm it is.
THERMOMETERS = frozenset({"weather_entity", "outdoor_temperature"})
# Looks that are further apart saw nothing of what was between them.
LONGEST_LOOK = timedelta(minutes=5)
# While a service is down, what it said before tells of the rain that falls.
FORETOLD = timedelta(hours=12)
FAIR = timedelta(days=2)


@dataclass(slots=True)
class Seen:
    """What a station saw of the day that isn't over yet: the hours that are, each with its spell, and the present.

    `celsius` is the temperature of the last look, in °C.
    """

    station: WeatherStation
    looked: datetime | None = None
    hour: HourLog | None = None
    celsius: float | None = None
    today: list[tuple[HourLog, Spell]] = field(default_factory=list)


# What was seen by each hub outlives its reload: no drop and no hour is lost because somebody changes a plant.
SEEN: HassKey[dict[str, Seen]] = HassKey(f"{DOMAIN}_weather_seen")


class Outdoors:
    """Follows the weather of one hub. In a demo garden it never rains, and each plant's own probes tell of its air."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, clock: Clock, ledger: Ledger) -> None:
        """Begin without a source; `load` takes them up."""
        self.forecasts: Forecasts | None = None
        self._hass = hass
        self._entry = entry
        self._clock = clock
        self._coastal = self._has_sources = False
        self._loaded = clock.now()
        self._seen = Seen(WeatherStation(hass, {}))
        self._spells = Spells(entry.entry_id, clock, ledger)
        self._rooms = Rooms(entry.entry_id, clock, ledger)
        self._is_simulated = entry.data[CONF_KIND] == KIND_DEMO

    async def load(self, breakers: Breakers) -> None:
        """Take up the hub's sources, and what was kept of its weather. Raises LedgerError."""
        self._loaded = self._clock.now()
        sources = weather_sources_of(self._entry)
        self._coastal = settings_of(self._entry).coastal
        self._has_sources = bool(sources)
        by_hub = self._hass.data.setdefault(SEEN, {})
        seen = by_hub.get(self._entry.entry_id)
        same = seen is not None and seen.station.sources == sources
        self._seen = by_hub[self._entry.entry_id] = seen if seen and same else Seen(WeatherStation(self._hass, sources))
        if entity_id := sources.get("weather_entity"):
            device = breakers.service(self._entry.entry_id, self._entry.title, "weather_entity")
            self.forecasts = Forecasts(self._hass, entity_id, device, self._clock)
        await self._spells.load()
        # Plants are decided for before the first look, and frost holds for that, too.
        try:
            self._seen.celsius = self._seen.station.conditions(self._clock.now()).temperature
        except Exception:
            LOGGER.exception("The weather of %s can't be told", self._entry.title)

    def silent_source(self) -> str | None:
        """The entity whose forecast has been missing for so long that it matters."""
        return self.forecasts.entity_id if self.forecasts and self.forecasts.missing else None

    async def look(self, plants: Iterable[Plant]) -> None:
        """Take note of the weather; a new forecast that is due is asked for beside. Never fails."""
        try:
            await self._look(plants)
        except Exception:
            # Whatever the weather is, plants are cared for.
            LOGGER.exception("The weather of %s couldn't be followed", self._entry.title)

    async def _look(self, plants: Iterable[Plant]) -> None:
        if self.forecasts and self.forecasts.due:
            self._entry.async_create_background_task(self._hass, self.forecasts.ask(), "ask for the forecast")
        if self._has_sources:
            await self._measure()
        site = self.site
        by_rooms = [plant for plant in plants if self._has_room(plant)]
        await self._rooms.follow(by_rooms, site.elevation_m if site else 0.0)

    @property
    def site(self) -> Site | None:
        """Where the home is; None where what Home Assistant says of it can't be true."""
        home = self._hass.config
        try:
            return Site(home.latitude, home.longitude, home.elevation, self._coastal)
        except ValueError:
            return None

    def forecast(self, now: datetime) -> Forecast | None:
        """The last forecast that could be had."""
        if self._is_simulated:
            return Forecast(now, (Period(start=now, end=now + FAIR, rain_probability=0.0, rain_mm=0.0),))
        return self.forecasts.latest if self.forecasts else None

    @property
    def celsius(self) -> float | None:
        """How warm it was outdoors at the last look; None where nobody tells."""
        return self._seen.celsius

    def awaits(self, plant: Plant) -> bool:
        """Whether the weather is still to come without which a plant would be given too much, or water in frost."""
        if plant.indoor:
            return False
        foreseen = bool(self.forecasts and self.forecasts.awaited) and plant.strategy in FORESEE
        has_thermometer = not THERMOMETERS.isdisjoint(self._seen.station.sources)
        is_new = self._clock.age(self._loaded) < PATIENCE
        return foreseen or (has_thermometer and self.celsius is None and is_new)

    def spells(self, plant: Plant, now: datetime) -> tuple[Spell, ...]:
        """The weather that a plant has had, oldest first, on the hub's line of time."""
        if not self._has_room(plant):
            return self._spells.all
        return self._rooms.spells(plant.plant_id, now, whole=_keeps_account(plant))

    def facts(self) -> dict[str, Any]:
        """What diagnostics tell of it."""
        latest = self.forecasts.latest if self.forecasts else None
        last = self._spells.all[-1] if self._spells.all else None
        return {
            "forecast_age_s": self._clock.age(latest.asked).total_seconds() if latest else None,
            "forecast_periods": len(latest.periods) if latest else 0,
            "spells": len(self._spells.all),
            "last_spell": asdict(last) if last else None,
        }

    def _has_room(self, plant: Plant) -> bool:
        """Whether a plant's weather is the air of its room."""
        return plant.indoor or self._is_simulated

    # --- hour by hour -------------------------------------------------------------------------------

    async def _measure(self) -> None:
        now, seen = self._clock.now(), self._seen
        # What the last look said is no answer where this one fails.
        seen.celsius = None
        conditions = seen.station.conditions(now)
        seen.celsius = conditions.temperature
        passed = now - seen.looked if seen.looked else timedelta()
        seen.looked = now
        start = now.replace(minute=0, second=0, microsecond=0)
        if seen.hour is None or seen.hour.start != start:
            ended, seen.hour = seen.hour, HourLog(start)
            if ended and ended.is_seen:
                await self._keep(ended)
            await self._end_day(start)
        if seen.hour.foretold_mm is None:
            self._foretell(seen.hour, now)
        if fallen := seen.station.rain(now):
            seen.hour.catch(fallen, now)
        seen.hour.note(conditions, passed if timedelta() < passed <= LONGEST_LOOK else timedelta())

    def _foretell(self, hour: HourLog, now: datetime) -> None:
        """Take note of what was last forecast of an hour; later forecasts begin after it."""
        latest = self.forecasts.latest if self.forecasts else None
        if latest and timedelta() <= now - latest.asked <= FORETOLD:
            hour.foretold_mm = latest.rain_mm(hour.start, hour.end)
            clouds = (period.clouds for period in latest.periods if period.start <= hour.start < period.end)
            hour.foretold_clouds = next(clouds, None)

    async def _keep(self, hour: HourLog) -> None:
        site = self.site
        reference = hour.reference(site) if site else None
        spell = Spell(hour.start, hour.end, reference, hour.rain(gauge=self._seen.station.has_gauge))
        self._seen.today.append((hour, spell))
        unknown = spell.reference_mm is None and spell.rain_mm is None
        # After a start the rain isn't known yet: a short gap says less than rain that may have been a cloudburst.
        if not unknown and (hour.is_whole or spell.rain_mm is not None):
            await self._spells.keep(spell)

    async def _end_day(self, now: datetime) -> None:
        """Once a day is over, share what it drew out among those of its hours that are unknown."""
        hours, site = self._seen.today, self.site
        if not hours or (day := _day_of(hours[0][0].start)) == _day_of(now):
            return
        self._seen.today = []
        shares = shared_out([hour for hour, _ in hours], day, site) if site else None
        found = [
            replace(spell, reference_mm=share)
            for (_, spell), share in zip(hours, shares or (), strict=False)
            if spell.reference_mm is None
        ]
        if found:
            await self._spells.keep(*found)


def _day_of(at: datetime) -> date:
    """The day of the home's calendar."""
    return dt_util.as_local(at).date()


def _keeps_account(plant: Plant) -> bool:
    """Whether a plant is watered by all the weather since its account began."""
    return plant.rule == ACCOUNT
