"""The hub's to-do list: what is to be done for its plants. A tick logs that it was done, and is taken back with it."""

from typing import override

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.components.todo import TodoItem, TodoItemStatus, TodoListEntity, TodoListEntityFeature
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .caretaking import chores_of, to_do
from .commands import async_forget_care, async_log_care
from .coordinator import PlantosConfigEntry, PlantosCoordinator
from .domain.care import DEEDS, CareKind, Deed
from .domain.chores import Chore
from .domain.events import Event, EventType
from .domain.reasons import reason
from .entity import HubEntity
from .sentences import refused, sentence
from .signals import told_of
from .targets import Target, async_require_allowed

PARALLEL_UPDATES = 0

CARE = EntityDescription(key="care", translation_key="care")


async def async_setup_entry(
    hass: HomeAssistant, entry: PlantosConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the hub's list."""
    async_add_entities([CareList(entry.runtime_data, CARE)])


class CareList(HubEntity, TodoListEntity):
    """What is due, and what was done this week. What is on it follows from the plants; people only tick it off."""

    _attr_supported_features = TodoListEntityFeature.UPDATE_TODO_ITEM

    def __init__(self, coordinator: PlantosCoordinator, description: EntityDescription) -> None:
        """Begin with what is due now."""
        super().__init__(coordinator, description)
        self._chores: dict[str, list[Chore]] = {}
        self._due: dict[str, tuple[str, CareKind]] = {}
        self._attr_todo_items = []

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the hub, and at once what is done."""
        await super().async_added_to_hass()
        entry_id = self.coordinator.config_entry.entry_id
        self.async_on_remove(async_dispatcher_connect(self.hass, told_of(entry_id), self._hear))
        self._look(*self.coordinator.data)

    @override
    async def async_update_todo_item(self, item: TodoItem) -> None:
        """Log the care of an item that is ticked off, or take it back with its tick.

        Raises ServiceValidationError for whatever else is wanted.
        """
        shown = next((known for known in self._attr_todo_items or () if known.uid == item.uid), None)
        if shown is None or item.summary != shown.summary:
            raise refused(reason("only_ticked"))
        if shown.status == TodoItemStatus.COMPLETED and item.status == TodoItemStatus.NEEDS_ACTION:
            await self._tick_back(shown)
            return
        if item.status != TodoItemStatus.COMPLETED or (known := self._due.get(item.uid or "")) is None:
            raise refused(reason("only_ticked"))
        # Who may tick on the list may still have no business with this plant.
        await self._require_control(known[0])
        # Who ticks twice has done it once.
        if (due := self._due.pop(item.uid or "", None)) is None:
            raise refused(reason("only_ticked"))
        plant_id, kind = due
        try:
            await async_log_care(self.coordinator, plant_id, self._context, Deed(kind, dt_util.utcnow()))
        except HomeAssistantError:
            self._look(plant_id)
            raise

    async def _tick_back(self, shown: TodoItem) -> None:
        entry = next((event for event in self.coordinator.care_log.recent() if event.event_id == shown.uid), None)
        if entry is None or entry.plant_id not in self.coordinator.plants:
            raise refused(reason("only_ticked"))
        await self._require_control(entry.plant_id)
        await async_forget_care(self.coordinator, entry.plant_id, self._context, entry)

    async def _require_control(self, plant_id: str) -> None:
        target = Target(self.coordinator, plant_id)
        await async_require_allowed(self.hass, self._context or Context(), [target], POLICY_CONTROL)

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        self._look(*self.coordinator.data)
        super()._handle_coordinator_update()

    @callback
    def _hear(self, event: Event) -> None:
        if event.plant_id in self.coordinator.data and event.type is not EventType.CARE_DUE:
            # That is told by a poll, which ends with a look at all.
            self._look_soon()

    def _look(self, *plant_ids: str) -> None:
        """Find out anew what is due for these plants, and what was done."""
        self._chores |= {plant_id: chores_of(self.coordinator, plant_id) for plant_id in plant_ids}
        now = dt_util.utcnow()
        due = [(plant_id, chore) for plant_id, listed in self._chores.items() for chore in listed if chore.due <= now]
        self._due = {_uid(plant_id, chore): (plant_id, chore.kind) for plant_id, chore in due}
        self._attr_todo_items = [self._open(*one) for one in sorted(due, key=lambda one: one[1].due)]
        self._attr_todo_items += [self._done(event) for event in self.coordinator.care_log.recent() if _is_deed(event)]

    def _open(self, plant_id: str, chore: Chore) -> TodoItem:
        return TodoItem(
            summary=sentence(self.hass, to_do(chore.kind, self.coordinator.name_of(plant_id))),
            uid=_uid(plant_id, chore),
            status=TodoItemStatus.NEEDS_ACTION,
            due=dt_util.as_local(chore.due).date(),
            # Dashboards read this as Markdown: nothing in it is of people's own writing.
            description=sentence(self.hass, chore.why),
        )

    def _done(self, event: Event) -> TodoItem:
        return TodoItem(
            summary=sentence(self.hass, to_do(Deed.of(event).kind, event.plant_name)),
            uid=event.event_id,
            status=TodoItemStatus.COMPLETED,
            completed=event.occurred_at,
        )


def _uid(plant_id: str, chore: Chore) -> str:
    return f"{plant_id}_{chore.kind}"


def _is_deed(event: Event) -> bool:
    return Deed.of(event).kind in DEEDS
