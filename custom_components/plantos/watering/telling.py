"""The events that a run tells."""

from ..domain.events import Event, EventType
from .runs import Run, RunState


def event_of(kind: EventType, run: Run) -> Event:
    """What happened to a run, as everybody hears it. Amounts in ml, moisture in %, time in seconds."""
    started = kind in {EventType.WATERING_STARTED, EventType.APPROVAL_REQUESTED}
    at = run.opened_at if started else run.closed_at
    return Event(
        type=kind,
        plant_id=run.plant_id,
        plant_name=run.plant_name,
        occurred_at=at or run.requested_at,
        reason=run.failure or run.reason,
        data={
            "run_id": run.run_id,
            "origin": run.origin,
            "approved": run.approved,
            "status": run.state if started else run.outcome,
            "requested_ml": run.amount_ml,
            "ml": None if started else round(run.delivered_ml, 1),
            "estimated": run.estimated,
            "moisture_before": run.moisture_before,
            "moisture_after": run.moisture_after,
            "effect": run.effect,
        },
        correlation_id=run.run_id,
        causation_id=run.context_id,
        user_id=run.user_id,
    )


def end_of(run: Run) -> Event:
    """The event that ends a run once its outlet was opened: watered, or failed."""
    given = run.delivered_ml > 0 and run.state not in {RunState.FAILED, RunState.INTERRUPTED}
    return event_of(EventType.PLANT_WATERED if given else EventType.WATERING_FAILED, run)
