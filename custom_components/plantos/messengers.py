"""How messages reach people: phones with buttons, other notifiers with text, else Home Assistant's own list.

Nothing here holds up or breaks anything else: a notifier that is slow, fails or is gone is left behind.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from functools import partial
from html import escape
import re
from typing import TYPE_CHECKING, Any

from homeassistant.components.persistent_notification import async_create, async_dismiss
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import ATTR_ENTITY_ID, ATTR_SUPPORTED_FEATURES, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.util import slugify

from .const import LOGGER
from .domain.reasons import reason
from .sentences import failed

if TYPE_CHECKING:
    from .coordinator import PlantosConfigEntry

NOTIFY = "notify"
PHONES = "mobile_app"
# The service that every notify entity has, and the feature by which one says that it takes a title.
SEND_MESSAGE, TITLE = "send_message", 1
LONGEST_SEND_S = 15.0
SENDS_AT_ONCE = 8
MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~:/@=])")


# A service of Home Assistant's notifiers, and what it is called with.
type Call = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent: a later one with the same tag replaces it.

    `buttons` are answers, by what they send back; `hint` is how to answer where there are none.
    """

    tag: str
    title: str
    text: str
    urgent: bool = False
    buttons: tuple[tuple[str, str], ...] = ()
    hint: str = ""

    @property
    def whole(self) -> str:
        """The text where there are no buttons."""
        return f"{self.text} {self.hint}".strip()


class Messengers:
    """Sends the messages of one hub to its notifiers."""

    def __init__(self, hass: HomeAssistant, entry: PlantosConfigEntry) -> None:
        """Begin with nothing on its way."""
        self.failing: set[str] = set()
        self._hass = hass
        self._entry = entry
        self._slots = asyncio.Semaphore(SENDS_AT_ONCE)
        self._on_their_way: dict[str, asyncio.Task[None]] = {}

    @callback
    def send(self, message: Message, targets: Iterable[str], arrived: Callable[[], None] | None = None) -> None:
        """Send a message to these notify entities, and tell when it can be seen somewhere; returns at once."""
        self._begin(message.tag, self._deliver(message, tuple(targets), arrived))

    @callback
    def clear(self, tag: str, targets: Iterable[str]) -> None:
        """Take a message back wherever that can be done."""
        async_dismiss(self._hass, tag)
        self._begin(tag, self._take_back(tag, tuple(targets)))

    def of_person(self, user_id: str, targets: Iterable[str]) -> list[str]:
        """Those of the notifiers that are phones of this person."""
        phones = ((target, phone_of(self._hass, target)) for target in targets)
        return [target for target, phone in phones if phone and phone.data.get("user_id") == user_id]

    def _begin(self, tag: str, work: Coroutine[Any, Any, None]) -> None:
        if earlier := self._on_their_way.get(tag):
            # Arriving later, it would replace what replaces it.
            earlier.cancel()
        task = self._entry.async_create_background_task(self._hass, work, f"plantos message {tag}")
        self._on_their_way[tag] = task
        task.add_done_callback(lambda done: self._forget_task(tag, done))

    def _forget_task(self, tag: str, done: asyncio.Task[None]) -> None:
        if self._on_their_way.get(tag) is done:
            del self._on_their_way[tag]

    async def _deliver(self, message: Message, targets: tuple[str, ...], arrived: Callable[[], None] | None) -> None:
        sent = await asyncio.gather(*(self._send(target, partial(self._fitted, target, message)) for target in targets))
        if any(sent):
            async_dismiss(self._hass, message.tag)
        else:
            async_create(self._hass, as_markdown(message.whole), message.title, message.tag)
        if arrived:
            arrived()

    async def _take_back(self, tag: str, targets: tuple[str, ...]) -> None:
        phones = [(target, service) for target in targets if (service := phone_service(self._hass, target))]
        await asyncio.gather(*(self._send(target, partial(_clearing, service, tag)) for target, service in phones))

    async def _send(self, target: str, fitted: Callable[[], Call]) -> bool:
        """Send to one notifier; whether that worked."""
        try:
            async with self._slots, asyncio.timeout(LONGEST_SEND_S):
                service, data = fitted()
                if service == SEND_MESSAGE:
                    self._check(target)
                await self._hass.services.async_call(NOTIFY, service, data, blocking=True)
        except Exception:
            if target not in self.failing:
                LOGGER.exception("%s can't be told anything through %s", self._entry.title, target)
            self.failing.add(target)
            return False
        if target in self.failing:
            self.failing.remove(target)
            LOGGER.info("%s can be told of things through %s again", self._entry.title, target)
        return True

    def _check(self, target: str) -> None:
        """Raise for what Home Assistant would pass over without a word."""
        state = self._hass.states.get(target)
        if state is None or state.state == STATE_UNAVAILABLE:
            raise failed(reason("notifier_unavailable", notifier=target))

    def _fitted(self, target: str, message: Message) -> Call:
        """The service of a notifier and what it is called with."""
        phone = phone_of(self._hass, target)
        if phone and (service := phone_service(self._hass, target)):
            return service, _for_phone(message, phone)
        state = self._hass.states.get(target)
        titled = state is not None and state.attributes.get(ATTR_SUPPORTED_FEATURES, 0) & TITLE
        text = {"title": message.title, "message": message.whole}
        return SEND_MESSAGE, {
            ATTR_ENTITY_ID: target,
            **(text if titled else {"message": f"{message.title}\n{message.whole}"}),
        }


def _clearing(service: str, tag: str) -> Call:
    """What takes a message back from a phone."""
    return service, {"message": "clear_notification", "data": {"tag": tag}}


def _for_phone(message: Message, phone: ConfigEntry) -> dict[str, Any]:
    """A message as the Companion app takes it; on Android it would read names as HTML."""
    plain = escape if phone.data.get("os_name") == "Android" else str
    data: dict[str, Any] = {"tag": message.tag, "group": "plantos"}
    if message.buttons:
        data["actions"] = [{"action": action, "title": title} for action, title in message.buttons]
    if message.urgent:
        # Through the sleep of an Android phone, and through the focus of an iPhone.
        data |= {"ttl": 0, "priority": "high", "push": {"interruption-level": "time-sensitive"}}
    return {"title": plain(message.title), "message": plain(message.text), "data": data}


def notifier_name(hass: HomeAssistant, target: str) -> str:
    """What people call a notifier; one that is gone without a trace is known by its id alone."""
    if state := hass.states.get(target):
        return state.name
    entity = er.async_get(hass).async_get(target)
    return (entity and (entity.name or entity.original_name)) or target


def phone_of(hass: HomeAssistant, target: str) -> ConfigEntry | None:
    """The phone behind a notify entity."""
    entity = er.async_get(hass).async_get(target)
    if entity is None or entity.platform != PHONES or entity.config_entry_id is None:
        return None
    return hass.config_entries.async_get_entry(entity.config_entry_id)


def phone_service(hass: HomeAssistant, target: str) -> str | None:
    """The service that takes buttons for a phone: its notify entity takes text alone."""
    if (phone := phone_of(hass, target)) is None:
        return None
    service = _service_of(phone)
    # Of two phones of one name only one has the service, and nobody can tell which.
    alike = [other for other in hass.config_entries.async_entries(PHONES) if _service_of(other) == service]
    return service if len(alike) == 1 and hass.services.has_service(NOTIFY, service) else None


def _service_of(phone: ConfigEntry) -> str:
    return slugify(f"{PHONES}_{phone.data.get('device_name', '')}")


def as_markdown(text: str) -> str:
    """A text that Home Assistant shows as it is, where it reads Markdown and HTML."""
    return MARKDOWN.sub(r"\\\1", escape(" ".join(text.split()), quote=False))
