"""A strategy that only some plants have: the others go by another, and are told so."""

from collections.abc import Callable
from dataclasses import replace

from ..decisions import Decision
from ..flags import is_on
from ..reasons import reason
from ..snapshots import Snapshot

type Decide = Callable[[Snapshot], Decision]


def flagged(name: str, flag: str, strategy: Decide, instead: Decide) -> Decide:
    """The strategy of this name where the flag covers the plant."""

    def decide(snapshot: Snapshot) -> Decision:
        """Decide by the strategy itself, or by the one in its place."""
        plant, value = snapshot.plant, snapshot.trusted_moisture
        if is_on(snapshot.settings.flags, flag, plant.plant_id):
            return strategy(snapshot)
        base = replace(instead(snapshot), strategy=name)
        if value is None:
            # That there is nothing to go by is what its owner has to know first.
            return base
        why = reason("decision_flag_off", moisture=value, minimum=plant.moisture_min, amount=base.amount_ml)
        return replace(base, reason=why)

    return decide
