"""A browser that is told of plants: of each of them at first, then only of those that look different."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, NotRequired, TypedDict

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED, ConfigEntry, ConfigEntryChange, ConfigEntryState
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er, issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util import dt as dt_util

from .const import DOMAIN, LOGGER, SUBENTRY_PLANT
from .coordinator import PlantosCoordinator
from .plant_view import PlantView, is_at_work, plant_view
from .targets import async_hubs, may

TELL_AFTER_S = 0.2


class HubView(TypedDict):
    """A hub, and whether it is set up."""

    hub_id: str
    name: str
    loaded: bool
    status: str | None


class News(TypedDict):
    """A message: `complete` ones hold every plant there is, the others what changed; `now` is the server's clock.

    Plants are named by their devices: those that are `gone`, and all that are there but can't be told as they are.
    """

    now: str
    complete: bool
    hubs: NotRequired[list[HubView]]
    untold: NotRequired[list[str]]
    plants: list[PlantView]
    gone: list[str]


class PlantSubscription:
    """Follows plants for one browser, and sends what changed a few times a second at most.

    A plant that is being watered, or was so when it was last told of, waits for no others.
    """

    def __init__(self, hass: HomeAssistant, connection: ActiveConnection, msg_id: int, wanted: set[str] | None) -> None:
        """Prepare to tell of these plants, or of all; `start` begins."""
        self._hass = hass
        self._connection = connection
        self._msg_id = msg_id
        self._wanted = wanted
        self._language = hass.config.language
        # By device, as browsers know plants.
        self._sent: dict[str, PlantView] = {}
        self._untold: set[str] = set()
        self._untold_sent: list[str] = []
        self._hubs_sent: list[HubView] = []
        self._heard: set[str] = set()
        self._everything = True
        self._due: asyncio.Handle | None = None
        self._stopped = False
        self._following: dict[str, tuple[PlantosCoordinator, list[Callable[[], None]]]] = {}
        self._unsubscribes: list[Callable[[], None]] = []

    @callback
    def start(self, language: str) -> None:
        """Send everything in this language, and what changes from now on; nothing once it was stopped."""
        if self._stopped:
            return
        self._language = language
        bus = self._hass.bus
        self._unsubscribes = [
            async_dispatcher_connect(self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed),
            bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, self._registry_changed, self._is_of_ours),
            bus.async_listen(dr.EVENT_DEVICE_REGISTRY_UPDATED, self._registry_changed, self._is_of_ours),
            bus.async_listen(ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED, self._registry_changed, _is_our_issue),
        ]
        self._follow_hubs()
        self._tell(complete=True)

    @callback
    def stop(self) -> None:
        """Follow nothing any more."""
        self._stopped = True
        if self._due:
            self._due.cancel()
        for unsubscribe in self._unsubscribes:
            unsubscribe()
        for hub_id in list(self._following):
            self._leave(hub_id)

    # --- what is heard ------------------------------------------------------------------------------

    def _follow_hubs(self) -> None:
        """Follow the hubs that are set up now, and no others."""
        hubs = {hub.config_entry.entry_id: hub for hub in async_hubs(self._hass)}
        for hub_id, (followed, _) in list(self._following.items()):
            if hubs.get(hub_id) is not followed:
                self._leave(hub_id)
        for hub_id in hubs.keys() - self._following.keys():
            hub = hubs[hub_id]
            plants = [plant_id for plant_id in hub.plants if self._wanted is None or plant_id in self._wanted]
            stops = [hub.async_add_listener(partial(self._hear_plant, hub, plant_id), plant_id) for plant_id in plants]
            # What plants share, such as their tank, is told by the hub.
            stops.append(hub.async_add_listener(partial(self._hear, plants)))
            self._following[hub_id] = (hub, stops)
            self._heard.update(plants)

    def _leave(self, hub_id: str) -> None:
        for stop in self._following.pop(hub_id)[1]:
            stop()

    @callback
    def _hear(self, plant_ids: list[str]) -> None:
        self._heard.update(plant_ids)
        if not self._due:
            # What changes together is told together.
            self._due = self._hass.loop.call_later(TELL_AFTER_S, self._tell)

    @callback
    def _hear_plant(self, hub: PlantosCoordinator, plant_id: str) -> None:
        run = hub.data[plant_id].run
        told = next((view["run"] for view in self._sent.values() if view["plant_id"] == plant_id), None)
        if (run and is_at_work(run)) or (told and told["active"]):
            if self._due:
                self._due.cancel()
            self._due = self._hass.loop.call_soon(self._tell)
        self._hear([plant_id])

    @callback
    def _hear_everything(self) -> None:
        self._everything = True
        self._hear([])

    @callback
    def _entry_changed(self, change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN:
            self._follow_hubs()
            self._hear_everything()

    @callback
    def _is_of_ours(self, data: Any) -> bool:
        """Whether an event of the registry is about a device or an entity of PlantOS."""
        if device_id := data.get("device_id"):
            return device_id in self._sent or device_id in self._untold
        if data["action"] == "remove":
            return any(data["entity_id"] in view["entities"].values() for view in self._sent.values())
        entity = er.async_get(self._hass).async_get(data["entity_id"])
        return entity is not None and entity.platform == DOMAIN

    @callback
    def _registry_changed(self, event: Event[Any]) -> None:
        self._hear_everything()

    # --- what is told -------------------------------------------------------------------------------

    @callback
    def _tell(self, *, complete: bool = False) -> None:
        self._due = None
        if self._stopped:
            return
        news = News(now=dt_util.utcnow().isoformat(), complete=complete, plants=[], gone=[])
        self._look(news)
        if (hubs := self._hubs()) != self._hubs_sent:
            news["hubs"] = self._hubs_sent = hubs
        if (untold := sorted(self._untold)) != self._untold_sent:
            news["untold"] = self._untold_sent = untold
        if complete or news["plants"] or news["gone"] or "hubs" in news or "untold" in news:
            self._connection.send_event(self._msg_id, news)

    def _look(self, news: News) -> None:
        """Look again at the plants that were heard of, and add to the news how they differ from what was sent."""
        seen = self._seen()
        for device_id, (hub, plant_id) in seen.items():
            if not self._everything and plant_id not in self._heard:
                continue
            if (view := self._view(hub, plant_id)) is None:
                self._untold.add(device_id)
                continue
            self._untold.discard(device_id)
            if view != self._sent.get(device_id):
                self._sent[device_id] = view
                news["plants"].append(view)
        self._untold &= seen.keys()
        for device_id in [*self._sent]:
            if device_id not in seen or device_id in self._untold:
                del self._sent[device_id]
                news["gone"].append(device_id)
        self._heard.clear()
        self._everything = False

    def _view(self, hub: PlantosCoordinator, plant_id: str) -> PlantView | None:
        try:
            return plant_view(hub, plant_id, self._language)
        except Exception:
            # One plant that can't be told must not hide the others.
            LOGGER.exception("%s can't be told to a browser", hub.name_of(plant_id))
            return None

    def _seen(self) -> dict[str, tuple[PlantosCoordinator, str]]:
        """The plants that are asked for and that this person may see now, by their devices."""
        return {
            device.id: (hub, plant_id)
            for hub, _ in self._following.values()
            for plant_id in hub.plants
            if self._wanted is None or plant_id in self._wanted
            if self._may_read(plant_id) and (device := hub.device(plant_id))
        }

    def _may_read(self, subject: str) -> bool:
        return may(self._connection.user, subject, POLICY_READ, er.async_get(self._hass))

    def _hubs(self) -> list[HubView]:
        """The hubs of whose plants this person may read any; who looks after the house knows of all."""
        return [
            HubView(
                hub_id=entry.entry_id,
                name=entry.title,
                loaded=entry.state is ConfigEntryState.LOADED,
                status=entry.runtime_data.health.status if entry.state is ConfigEntryState.LOADED else None,
            )
            for entry in self._hass.config_entries.async_entries(DOMAIN, include_ignore=False)
            if self._connection.user.is_admin
            or any(self._may_read(plant.subentry_id) for plant in entry.get_subentries_of_type(SUBENTRY_PLANT))
        ]


@callback
def _is_our_issue(data: Any) -> bool:
    return bool(data["domain"] == DOMAIN)
