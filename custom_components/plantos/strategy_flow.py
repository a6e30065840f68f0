"""What a plant's strategy asks for besides its care: when, how much of it, and what it goes by."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import PERCENTAGE
from homeassistant.helpers.selector import BooleanSelector, DateSelector, SelectSelector, SelectSelectorConfig
from homeassistant.util import dt as dt_util
from pydantic import ValidationError
import voluptuous as vol

from .domain.plants import Plant, Rainy
from .domain.schedules import Schedule
from .domain.strategies import BASES
from .domain.weather import Site
from .fields import number
from .needs import lacks
from .plant_form import PlantForms
from .schedule_form import never, not_times, schedule_fields, schedule_of, shown
from .sentences import field_errors

# Kept as a share, shown in %.
SHARE = "allowed_depletion"
# What is known of a plant before it is given a strategy.
KNOWN = ("name", "indoor", "pot_volume_l", "area_m2", "probes", "backups")


class StrategySteps(PlantForms, ABC):
    """The steps in which a strategy's own fields are filled in; the weather-aware one leads on to its base's."""

    @abstractmethod
    async def async_step_summary(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Show what will be, and keep it."""

    async def _strategy(self, name: str) -> SubentryFlowResult:
        """Ask for what a strategy needs to know."""
        steps = {
            "schedule": self.async_step_schedule,
            "evapotranspiration": self.async_step_evapotranspiration,
            "weather": self.async_step_weather,
            "predictive": self.async_step_predictive,
        }
        return await steps[name]() if name in steps else await self.async_step_summary()

    async def async_step_weather(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Choose what the weather changes, and how."""
        errors: dict[str, str] = {}
        if user_input is not None:
            self._replace(("base", "rainy"), user_input)
            errors = self._lack("base")
            if not errors:
                return await self._strategy(self._data["base"])
        schema = vol.Schema(
            {
                vol.Required("base", default="moisture"): SelectSelector(
                    SelectSelectorConfig(options=list(BASES), translation_key="strategy")
                ),
                vol.Required("rainy", default=Rainy.REDUCE): SelectSelector(
                    SelectSelectorConfig(options=list(Rainy), translation_key="rainy")
                ),
            }
        )
        return self._form("weather", schema, self._data, errors)

    async def async_step_schedule(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Set the times, the days and the season."""
        errors: dict[str, str] = {}
        filled = dict(user_input or {})
        if user_input is not None:
            errors = self._take_schedule(user_input)
            if not errors:
                return await self.async_step_summary()
        elif "schedule" in self._data:
            filled = shown(Schedule(**self._data["schedule"]))
        else:
            filled = {"first_day": dt_util.now().date().isoformat()}
        placeholders = {"wrong": ", ".join(not_times(filled))}
        return self._form("schedule", vol.Schema(schedule_fields()), filled, errors, placeholders=placeholders)

    def _take_schedule(self, answer: Mapping[str, Any]) -> dict[str, str]:
        """Take a schedule over, or say what is wrong with it."""
        try:
            schedule = schedule_of(answer)
        except ValidationError as error:
            return field_errors(error)
        except ValueError:
            return {"times": "not_a_time"}
        config = self.hass.config
        site = Site(config.latitude, config.longitude)
        errors = never(schedule, dt_util.utcnow(), dt_util.get_default_time_zone(), site)
        if not errors:
            self._data = {**self._data, "schedule": schedule.model_dump(mode="json", exclude_defaults=True)}
        return errors

    async def async_step_evapotranspiration(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Say how old the plant is and how dry its roots may get."""
        fields = {
            vol.Optional("planted"): DateSelector(),
            vol.Required(SHARE, default=50.0): number(5, 95, PERCENTAGE),
        }
        if user_input and SHARE in user_input:
            user_input = {**user_input, SHARE: user_input[SHARE] / 100}
        return await self._last("evapotranspiration", fields, user_input)

    async def async_step_predictive(self, user_input: Mapping[str, Any] | None = None) -> SubentryFlowResult:
        """Say how old the plant is, and whether its model alone may water."""
        fields = {
            vol.Optional("planted"): DateSelector(),
            vol.Optional("season_days"): number(20, 400, "d", whole=True),
            **(self._bed_fields() if "area_m2" in self._data and "pot_volume_l" not in self._data else {}),
            vol.Required("waters_blind", default=False): BooleanSelector(),
        }
        return await self._last("predictive", fields, user_input)

    def _bed_fields(self) -> dict[Any, Any]:
        """What only who looks at a bed can say of its probe."""
        return {vol.Optional(name): number(0, 100, "%") for name in ("reads_full", "reads_wilted")}

    async def _last(
        self, step_id: str, fields: dict[Any, Any], user_input: Mapping[str, Any] | None
    ) -> SubentryFlowResult:
        """A step whose fields are the plant's own, and after which it is summed up."""
        errors: dict[str, str] = {}
        if user_input is not None:
            own = tuple(map(str, fields))
            self._replace(own, user_input)
            errors = self._errors(own)
            if self._data.get("planted", "") > dt_util.now().date().isoformat():
                errors["planted"] = "planted_ahead"
            if not errors:
                return await self.async_step_summary()
        share = {SHARE: round(100 * self._data[SHARE], 6)} if SHARE in self._data else {}
        return self._form(step_id, vol.Schema(fields), self._data | share, errors)

    def _lack(self, field: str) -> dict[str, str]:
        """What the strategy that a field names can't do without and the plant or its hub doesn't have."""
        known = {key: self._data[key] for key in KNOWN if key in self._data}
        # The steps to come ask for the base and for the times.
        asked: dict[str, Any] = {"base": "schedule", "schedule": Schedule(every_h=24)}
        plant = Plant(plant_id="new", strategy=self._data[field], **known, **asked)
        missing = lacks(self._get_entry(), plant)
        return {field: missing} if missing else {}
