"""Never waters by itself: for plants that somebody waters when asked to."""

from ..decisions import Decision
from ..reasons import reason
from ..snapshots import Snapshot


def manual(snapshot: Snapshot) -> Decision:
    """No water without somebody asking."""
    return Decision(False, 0.0, "manual", reason("decision_manual"))
