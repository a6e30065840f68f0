"""A browser that is told of plants: of each of them at first, then only of those that look different."""

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

from .const import DOMAIN, LOGGER
from .coordinator import PlantosCoordinator
from .plant_view import PlantView, plant_view
from .targets import Target, async_hubs, may


class HubView(TypedDict):
    """A hub, and whether it is set up."""

    hub_id: str
    name: str
    loaded: bool
    status: str | None


class News(TypedDict):
    """A message: `complete` ones hold every plant there is, the others what changed; `now` is the server's clock."""

    now: str
    complete: bool
    hubs: NotRequired[list[HubView]]
    plants: list[PlantView]
    gone: list[str]


class PlantSubscription:
    """Follows plants for one browser, and sends what changed at most once for each turn of the event loop."""

    def __init__(
        self, hass: HomeAssistant, connection: ActiveConnection, msg_id: int, wanted: set[str] | None, language: str
    ) -> None:
        """Prepare to tell of these plants, or of all; `start` begins."""
        self._hass = hass
        self._connection = connection
        self._msg_id = msg_id
        self._wanted = wanted
        self._language = language
        self._sent: dict[str, PlantView] = {}
        self._hubs_sent: list[HubView] = []
        self._heard: set[str] = set()
        self._everything = True
        self._due = False
        self._stopped = False
        self._following: dict[str, tuple[PlantosCoordinator, list[Callable[[], None]]]] = {}
        self._unsubscribes: list[Callable[[], None]] = []

    @callback
    def start(self) -> None:
        """Send everything, and what changes from now on."""
        if self._stopped:
            return
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
            stops = [hub.async_add_listener(partial(self._hear, [plant_id]), plant_id) for plant_id in plants]
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
            self._due = True
            self._hass.loop.call_soon(self._tell)

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
            return any(view["device_id"] == device_id for view in self._sent.values())
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
        self._due = False
        if self._stopped:
            return
        seen = self._seen()
        news = News(now=dt_util.utcnow().isoformat(), complete=complete, plants=[], gone=[])
        for plant_id, hub in seen.items():
            if not self._everything and plant_id not in self._heard:
                continue
            view = self._view(hub, plant_id)
            if view is None or view == self._sent.get(plant_id):
                continue
            self._sent[plant_id] = view
            news["plants"].append(view)
        for plant_id in self._sent.keys() - seen.keys():
            del self._sent[plant_id]
            news["gone"].append(plant_id)
        self._heard.clear()
        self._everything = False
        if (hubs := self._hubs()) != self._hubs_sent:
            news["hubs"] = self._hubs_sent = hubs
        if complete or news["plants"] or news["gone"] or "hubs" in news:
            self._connection.send_event(self._msg_id, news)

    def _view(self, hub: PlantosCoordinator, plant_id: str) -> PlantView | None:
        try:
            return plant_view(hub, plant_id, self._language)
        except Exception:
            # One plant that can't be told must not hide the others.
            LOGGER.exception("%s can't be told to a browser", hub.name_of(plant_id))
            return None

    def _seen(self) -> dict[str, PlantosCoordinator]:
        """The plants that are asked for and that this person may see now."""
        entities, user = er.async_get(self._hass), self._connection.user
        return {
            plant_id: hub
            for hub, _ in self._following.values()
            for plant_id in hub.plants
            if self._wanted is None or plant_id in self._wanted
            if may(user, Target(hub, plant_id), POLICY_READ, entities)
        }

    def _hubs(self) -> list[HubView]:
        entries = self._hass.config_entries.async_entries(DOMAIN, include_ignore=False)
        return [
            HubView(
                hub_id=entry.entry_id,
                name=entry.title,
                loaded=entry.state is ConfigEntryState.LOADED,
                status=entry.runtime_data.health.status if entry.state is ConfigEntryState.LOADED else None,
            )
            for entry in entries
        ]


@callback
def _is_our_issue(data: Any) -> bool:
    return bool(data["domain"] == DOMAIN)
