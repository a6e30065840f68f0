"""The statuses of a hub's plants, as they are reckoned and explained while time goes by."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .domain.decisions import Decision
from .domain.forecast import next_watering
from .domain.problems import is_undecided, problems
from .domain.reasons import Reason
from .domain.snapshots import Snapshot
from .domain.strategies import decide
from .status import Outlook, PlantStatus, reckon

if TYPE_CHECKING:
    from .coordinator import PlantosCoordinator


class Statuses:
    """Remembers what was reckoned and said of each plant of one hub, for as long as it holds."""

    def __init__(self, hub: PlantosCoordinator) -> None:
        """Begin with nothing said."""
        self._hub = hub
        self._outlooks: dict[str, Outlook] = {}
        self._explained: dict[str, Reason] = {}
        self._undecided: dict[str, datetime] = {}

    def reckon_anew(self) -> None:
        """Hold on to no outlook: what they were reckoned by is no longer true."""
        self._outlooks.clear()

    def of(self, snapshot: Snapshot) -> PlantStatus:
        """The status of a plant by all that is known of it."""
        hub, clock, plant_id = self._hub, self._hub.clock, snapshot.plant.plant_id
        decision = decide(snapshot)
        last = hub.waterer.books.account(plant_id).last_wet
        explained, undecided = self._explain(plant_id, decision), self._undecided_for(snapshot, decision)
        outlook = self._outlook(snapshot, last)
        dry = outlook.dry.moved(lambda at: clock.on_hub(at, snapshot.at)) if outlook.dry else None
        due = next_watering(snapshot, decision, dry)
        critical = hub.journal.is_critical(plant_id)
        return PlantStatus(
            snapshot=snapshot,
            decision=decision,
            explained=explained,
            run=hub.waterer.latest(plant_id),
            analysis=outlook.analysis,
            dry=dry,
            due=due.moved(lambda at: clock.from_hub(at, snapshot.at).replace(microsecond=0)) if due else None,
            last_watered=last,
            water=hub.consumption.use(plant_id),
            problems=problems(snapshot, critical=critical, odd=outlook.analysis.odd, undecided=undecided),
        )

    def _explain(self, plant_id: str, decision: Decision) -> Reason:
        """Why the plant is watered or not."""
        explained = self._explained.get(plant_id)
        if explained is None or not _says_the_same(explained, decision.reason):
            # The sentence stays while it is nearly true, so that its moisture doesn't write a row a minute.
            explained = self._explained[plant_id] = decision.reason
        return explained

    def _undecided_for(self, snapshot: Snapshot, decision: Decision) -> timedelta:
        """For how long nothing could be decided."""
        plant_id = snapshot.plant.plant_id
        if is_undecided(snapshot.plant, decision):
            return self._hub.clock.age(self._undecided.setdefault(plant_id, snapshot.at))
        self._undecided.pop(plant_id, None)
        return timedelta()

    def _outlook(self, snapshot: Snapshot, last: datetime | None) -> Outlook:
        """Analysis and forecast, reckoned anew every ten minutes, after each watering and for changed settings."""
        plant_id = snapshot.plant.plant_id
        known = self._outlooks.get(plant_id)
        if known is None or not known.holds(snapshot.plant, last, self._hub.clock):
            known = self._outlooks[plant_id] = reckon(snapshot, self._hub.journal, self._hub.clock, last)
        return known


def _says_the_same(one: Reason, other: Reason) -> bool:
    """Whether two reasons differ in nothing but the moisture of the moment, and in that by less than a point."""
    same = one.key == other.key and {**one.values, "moisture": ""} == {**other.values, "moisture": ""}
    return same and abs(float(one.values.get("moisture", 0)) - float(other.values.get("moisture", 0))) < 1
