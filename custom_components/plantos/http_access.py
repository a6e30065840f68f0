"""What the forms of HTTP devices share: how a device is asked who it is, and which ones are known."""

from collections.abc import Iterator, Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_TOKEN, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.selector import BooleanSelector, TextSelector, TextSelectorConfig, TextSelectorType
import voluptuous as vol

from .const import DOMAIN, KIND_HTTP, SUBENTRY_DEVICES
from .hardware.devices import Channel
from .hardware.http import Credentials, HttpError, Identified, Reason, identify

HTTP_DEVICE = SUBENTRY_DEVICES[KIND_HTTP]
CONF_CHANNELS, CONF_DRIVER, CONF_SETTINGS = "channels", "driver", "settings"
CONF_FORGET = "forget"
SECRETS = (CONF_PASSWORD, CONF_TOKEN)
SECRET = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off"))


def credential_fields() -> dict[Any, Any]:
    """The fields in which somebody proves who they are."""
    return {
        vol.Optional(CONF_USERNAME): TextSelector(TextSelectorConfig(autocomplete="off")),
        vol.Optional(CONF_PASSWORD): SECRET,
        vol.Optional(CONF_TOKEN): SECRET,
    }


def forget_field(settings: Mapping[str, Any]) -> dict[Any, Any]:
    """The field that lets go of the secrets that are known, if any are."""
    known = any(key in settings for key in SECRETS)
    return {vol.Required(CONF_FORGET, default=False): BooleanSelector()} if known else {}


def without_credentials(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings that prove nothing to anybody."""
    return {key: value for key, value in settings.items() if key not in (CONF_USERNAME, *SECRETS)}


def with_credentials(settings: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    """Settings with what a form was filled with.

    Secrets are never shown, so those left empty stay unless they are to be forgotten; a new one takes the place
    of every other.
    """
    given = {key: answer[key] for key in SECRETS if answer.get(key)}
    secrets = given if given or answer.get(CONF_FORGET) else {key: settings[key] for key in SECRETS if key in settings}
    name = {CONF_USERNAME: answer[CONF_USERNAME]} if answer.get(CONF_USERNAME) else {}
    return without_credentials(settings) | name | secrets


async def async_identify(hass: HomeAssistant, settings: Mapping[str, Any]) -> Identified | Reason:
    """The device that answers, or why there is none that could be used."""
    known = Credentials(settings.get(CONF_USERNAME), settings.get(CONF_PASSWORD), settings.get(CONF_TOKEN))
    try:
        return await identify(async_get_clientsession(hass), settings[CONF_HOST], known, settings.get(CONF_PORT))
    except HttpError as error:
        return error.reason


def known_device(
    hass: HomeAssistant, driver: str, unique_id: str | None, settings: Mapping[str, Any], but: str | None = None
) -> tuple[ConfigEntry, ConfigSubentry] | None:
    """The device of any hub that is the one found; one that doesn't say who it is, is known by where it is."""
    known = [each for each in devices(hass) if each[1].subentry_id != but]
    for entry, device in known:
        if unique_id and device.unique_id == unique_id:
            return entry, device
    for entry, device in known:
        nameless = None in (unique_id, device.unique_id)
        if nameless and device.data[CONF_DRIVER] == driver and same_place(device.data[CONF_SETTINGS], settings):
            return entry, device
    return None


def is_other(device: ConfigSubentry, found: Identified) -> bool:
    """Whether what answers isn't this device, as far as both say who they are."""
    told = None not in (device.unique_id, found.unique_id)
    return device.data[CONF_DRIVER] != found.driver or (told and device.unique_id != found.unique_id)


def devices(hass: HomeAssistant) -> Iterator[tuple[ConfigEntry, ConfigSubentry]]:
    """Every HTTP device of every hub."""
    for entry in hass.config_entries.async_entries(DOMAIN):
        for device in entry.get_subentries_of_type(HTTP_DEVICE):
            yield entry, device


def device_data(driver: str, settings: Mapping[str, Any], channels: Mapping[str, Channel]) -> dict[str, Any]:
    """A device as its subentry holds it."""
    dumped = {key: channel.model_dump(exclude_defaults=True, mode="json") for key, channel in channels.items()}
    return {CONF_DRIVER: driver, CONF_SETTINGS: dict(settings), CONF_CHANNELS: dumped}


def same_place(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two devices are reached at the same place."""
    return _place(one) == _place(other)


def _place(settings: Mapping[str, Any]) -> tuple[str, int]:
    return str(settings.get(CONF_HOST, "")).lower(), settings.get(CONF_PORT) or 80
