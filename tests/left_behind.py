"""What a process that was killed leaves in the ledger."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from custom_components.plantos.domain.commands import Origin
from custom_components.plantos.domain.reasons import reason
from custom_components.plantos.watering.ledger import Ledger
from custom_components.plantos.watering.runs import Run, RunState

from .conftest import BASIL


def left_behind(**changes: Any) -> Run:
    """A run as a killed process leaves it: opened ten seconds ago, closed by nobody."""
    now = dt_util.utcnow()
    run = Run(
        run_id="killed",
        plant_id=BASIL,
        plant_name="Basil",
        origin=Origin.AUTOMATIC,
        amount_ml=100,
        reason=reason("asked_for"),
        requested_at=now - timedelta(seconds=10),
        state=RunState.WATERING,
        opened_at=now - timedelta(seconds=10),
        deadline_at=now + timedelta(seconds=4),
    )
    return replace(run, **changes)


async def leave(hass: HomeAssistant, *runs: Run) -> None:
    """Write these runs to the ledger before the hub is set up."""
    ledger = Ledger(Path(hass.config.path("plantos", "ledger.db")))
    await ledger.open()
    for run in runs:
        await ledger.save_run("hub-id", run, durable=True)
    await ledger.close()
