"""Phones and letterboxes that take messages as the script says, and what they show."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, override

from homeassistant.components.notify import NotifyEntity, NotifyEntityFeature
from homeassistant.components.notify.const import DATA_COMPONENT
from homeassistant.components.persistent_notification import Notification
from homeassistant.components.persistent_notification.helpers import _async_get_or_create_notifications
from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import slugify
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .conftest import Bench


@dataclass
class Phone:
    """A phone with the Companion app: it shows one message for each tag.

    `how` it takes the next message: obey; raise: fail; hang: take none before it is released.
    """

    hass: HomeAssistant
    name: str
    user_id: str
    how: str = "obey"
    got: list[dict[str, Any]] = field(default_factory=list)
    shown: dict[str, dict[str, Any]] = field(default_factory=dict)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def entity_id(self) -> str:
        return f"notify.{slugify(self.name)}"

    @property
    def service(self) -> str:
        return slugify(f"mobile_app_{self.name}")

    async def take(self, call: ServiceCall) -> None:
        if self.how == "raise":
            raise HomeAssistantError("the phone is off")
        if self.how == "hang":
            await self.released.wait()
        tag = call.data["data"]["tag"]
        if call.data["message"] == "clear_notification":
            self.shown.pop(tag, None)
            return
        self.got.append(dict(call.data))
        self.shown[tag] = dict(call.data)

    def titles(self) -> list[str]:
        """The titles of all it was ever told."""
        return [message["title"] for message in self.got]

    def buttons(self, title: str) -> dict[str, str]:
        """The buttons of the message that it shows under a title, by what is written on them."""
        [message] = [message for message in self.shown.values() if message["title"] == title]
        return {button["title"]: button["action"] for button in message["data"].get("actions", [])}

    def tap(self, action: str, context: Context | None = None, **data: Any) -> None:
        """Send back what a button holds, as the app does."""
        said = {"action": action, "device_id": "a phone", **data}
        self.hass.bus.async_fire("mobile_app_notification_action", said, context=context or Context(self.user_id))


def a_phone(hass: HomeAssistant, name: str, user_id: str, os_name: str = "iOS") -> Phone:
    """A phone that is registered with Home Assistant."""
    phone = Phone(hass, name, user_id)
    entry = MockConfigEntry(
        domain="mobile_app", data={"device_name": name, "user_id": user_id, "os_name": os_name}, title=name
    )
    entry.add_to_hass(hass)
    er.async_get(hass).async_get_or_create(
        "notify", "mobile_app", name, config_entry=entry, suggested_object_id=slugify(name)
    )
    hass.states.async_set(phone.entity_id, "unknown", {"friendly_name": name})
    hass.services.async_register("notify", phone.service, phone.take)
    return phone


class Letterbox(NotifyEntity):
    """A notifier that takes text."""

    def __init__(self, name: str, *, titled: bool = False) -> None:
        self._attr_name = name
        self._attr_unique_id = name
        self._attr_supported_features = NotifyEntityFeature.TITLE if titled else NotifyEntityFeature(0)
        self.got: list[tuple[str | None, str]] = []

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        self.got.append((title, message))

    def vanish(self) -> None:
        """Lose the connection."""
        self._attr_available = False
        self.async_write_ha_state()


async def put_up(hass: HomeAssistant, *boxes: Letterbox) -> None:
    """Add letterboxes to Home Assistant."""
    await async_setup_component(hass, "notify", {})
    await hass.data[DATA_COMPONENT].async_add_entities(boxes)


def in_the_list(hass: HomeAssistant) -> dict[str, Notification]:
    """What Home Assistant's own list shows, by tag."""
    return dict(_async_get_or_create_notifications(hass))


async def told_by(bench: Bench, *targets: str, **options: Any) -> None:
    """Let a hub tell what it has to tell through these."""
    notifications = {"notify_targets": list(targets), **options}
    bench.hass.config_entries.async_update_entry(bench.entry, options={"notifications": notifications})
    await arrive(bench)


async def arrive(bench: Bench) -> None:
    """Let what is on its way arrive."""
    for _ in range(3):
        await bench.settle()
        for _ in range(10):
            await asyncio.sleep(0)
