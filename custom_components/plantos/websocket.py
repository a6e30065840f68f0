"""What browsers ask PlantOS: to be told of plants as they change, and how a plant was in the past."""

from datetime import timedelta
from typing import Any

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components import websocket_api
from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import config_validation as cv, device_registry as dr, entity_registry as er
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .actions import ledger_in_words
from .const import DOMAIN, SUBENTRY_PLANT
from .domain.reasons import reason
from .plant_subscription import PlantSubscription
from .sentences import refused, sentence
from .targets import async_hubs, may
from .watering.history import moisture_means, runs_since

LANGUAGE = vol.Optional("language")
# A language's name as Home Assistant writes it; anything else would be looked for among the files.
A_LANGUAGE = vol.All(cv.string, vol.Match(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"))
LONGEST_DAYS = 30
HOUR = timedelta(hours=1)


@callback
def async_setup_websocket(hass: HomeAssistant) -> None:
    """Register the commands, once for all hubs."""
    websocket_api.async_register_command(hass, _subscribe_plants)
    websocket_api.async_register_command(hass, _plant_history)


async def _async_language(hass: HomeAssistant, msg: dict[str, Any]) -> str:
    """The language that is asked for, with its texts loaded."""
    language: str = msg.get("language", hass.config.language)
    for category in ("exceptions", "issues"):
        await async_get_translations(hass, language, category, [DOMAIN])
    return language


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/subscribe_plants",
        vol.Optional("device_ids"): [str],
        LANGUAGE: A_LANGUAGE,
    }
)
@websocket_api.async_response
async def _subscribe_plants(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Tell of these plants, or of all that the person may see: first of each, then of those that change."""
    wanted = None
    if "device_ids" in msg:
        wanted = {_plant_of(hass, device_id) for device_id in msg["device_ids"]}
        _require(hass, connection, wanted)
    subscription = PlantSubscription(hass, connection, msg["id"], wanted)
    # A connection that is closed meanwhile ends only what it knows of.
    connection.subscriptions[msg["id"]] = subscription.stop
    try:
        language = await _async_language(hass, msg)
    except Exception:
        connection.subscriptions.pop(msg["id"], None)
        raise
    connection.send_result(msg["id"])
    subscription.start(language)


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/plant_history",
        vol.Required("device_id"): str,
        vol.Optional("days", default=7): vol.Coerce(float),
        LANGUAGE: A_LANGUAGE,
    }
)
@websocket_api.async_response
async def _plant_history(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """How moist a plant was by the hour, and when it was watered, over days of its hub's time."""
    plant_id = _plant_of(hass, msg["device_id"])
    _require(hass, connection, {plant_id})
    if not 0 < msg["days"] <= LONGEST_DAYS:
        raise refused(reason("no_such_history", longest=LONGEST_DAYS))
    hub = next((hub for hub in async_hubs(hass) if plant_id in hub.plants), None)
    if hub is None:
        raise refused(reason("no_such_plant", target=msg["device_id"]))
    language = await _async_language(hass, msg)
    hub_id, now = hub.config_entry.entry_id, dt_util.utcnow()
    since = now - hub.clock.real(timedelta(days=msg["days"]))
    width_s = hub.clock.real(HOUR).total_seconds()
    with ledger_in_words():
        means = await moisture_means(hub.ledger, hub_id, plant_id, since, width_s)
        runs = await runs_since(hub.ledger, hub_id, plant_id, since)
    connection.send_result(
        msg["id"],
        {
            "since": since.isoformat(),
            "until": now.isoformat(),
            "moisture": [[at.isoformat(), round(mean, 1)] for at, mean in means],
            "waterings": [
                {
                    "run_id": run.run_id,
                    "at": (run.opened_at or run.requested_at).isoformat(),
                    "ml": round(run.delivered_ml, 1),
                    "origin": run.origin,
                    "outcome": run.outcome,
                    "reason": sentence(hass, run.failure or run.reason, language),
                }
                for run in runs
            ],
        },
    )


def _plant_of(hass: HomeAssistant, device_id: str) -> str:
    """The plant that a device is, whether its hub is set up or not. Raises a translated error."""
    device = dr.async_get(hass).async_get(device_id)
    ids = {identifier[1] for identifier in device.identifiers if identifier[0] == DOMAIN} if device else set()
    for entry in hass.config_entries.async_entries(DOMAIN):
        for subentry in entry.get_subentries_of_type(SUBENTRY_PLANT):
            if subentry.subentry_id in ids:
                return subentry.subentry_id
    raise refused(reason("no_such_plant", target=device_id))


def _require(hass: HomeAssistant, connection: ActiveConnection, plant_ids: set[str]) -> None:
    """Raise Unauthorized where the person may not see one of these plants."""
    entities = er.async_get(hass)
    for hub in async_hubs(hass):
        for plant_id in plant_ids & hub.plants.keys():
            if not may(connection.user, plant_id, POLICY_READ, entities):
                raise Unauthorized(permission=POLICY_READ)
