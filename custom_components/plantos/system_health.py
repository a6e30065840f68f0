"""What Home Assistant's system health page says of PlantOS."""

from typing import Any

from homeassistant.components.system_health import SystemHealthRegistration
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from . import DATA_LEDGER
from .const import DOMAIN
from .coordinator import PlantosConfigEntry
from .resilience.breaker import BreakerState
from .watering.ledger import Ledger
from .watering.ledger_file import LedgerError
from .watering.runs import WAITING

type Facts = dict[str, str | int]


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Offer it."""
    register.async_register_info(async_info)


async def async_info(hass: HomeAssistant) -> dict[str, Any]:
    """How the hubs are, and the ledger that they share."""
    hubs: list[PlantosConfigEntry] = hass.config_entries.async_entries(
        DOMAIN, include_disabled=False, include_ignore=False
    )
    return _side_by_side({hub.title: _facts(hub) for hub in hubs}) | await _ledger(hass.data[DATA_LEDGER])


def _facts(entry: PlantosConfigEntry) -> Facts:
    if entry.state is not ConfigEntryState.LOADED:
        return {"status": entry.state.value}
    hub = entry.runtime_data
    breakers = hub.waterer.breakers.all().values()
    return {
        "status": hub.health.status,
        "plants": len(hub.plants),
        "open_breakers": sum(breaker.state is not BreakerState.CLOSED for breaker in breakers),
        "waiting": sum(job.run.state in WAITING for job in hub.waterer.works.jobs.values()),
    }


def _side_by_side(hubs: dict[str, Facts]) -> dict[str, Any]:
    """The facts of one hub; of several each fact with the hubs' names, since the page has one row for it."""
    if len(hubs) == 1:
        return dict(*hubs.values())
    keys = dict.fromkeys(key for facts in hubs.values() for key in facts)
    return {key: "; ".join(f"{name}: {facts[key]}" for name, facts in hubs.items() if key in facts) for key in keys}


async def _ledger(ledger: Ledger) -> dict[str, Any]:
    """Whether the ledger can be used, and which version of it this is."""
    try:
        if ledger.failure:
            raise ledger.failure
        version = await ledger.read(lambda connection: connection.execute("PRAGMA user_version").fetchone()[0])
    except LedgerError as error:
        return {"ledger": {"type": "failed", "error": str(error)}}
    return {"ledger": "ok", "ledger_version": version}
