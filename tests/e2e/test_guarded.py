"""A real Home Assistant that is killed or halted in a run: its guardian turns off, and the ledger is true."""

import json
import signal
from time import monotonic
from typing import Any

from garden_house import BARE
from homeassistant.config_entries import STORAGE_KEY, STORAGE_VERSION, STORAGE_VERSION_MINOR
from homeassistant.helpers.json import json_bytes
import house
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from ..pi import HUB, basil, relay
from .conftest import Garden, until

pytestmark = pytest.mark.e2e

VALVE = "valve.basil_outlet"
FLOW = 25.0


class Wired(Garden):
    """A house whose only plant hangs on a mock pin that writes down its levels."""

    @property
    def trace(self) -> Any:
        """Where the guardian writes them."""
        return self.config / "trace"

    def rows(self) -> list[tuple[float, int]]:
        """Every level with its instant, on the clock that all processes share."""
        lines = self.trace.read_text().splitlines() if self.trace.exists() else []
        return [(float(at), int(level)) for at, _, level in map(str.split, lines)]

    async def flows(self) -> bool:
        """Whether the pin is on."""
        return self.rows()[-1:] != [] and self.rows()[-1][1] == 1

    async def dry(self) -> bool:
        """Whether the pin is off."""
        return not await self.flows()

    def off_after(self) -> float:
        """When the pin was first written off after it had been on."""
        opened = max(place for place, (_, level) in enumerate(self.rows()) if level)
        return self.rows()[opened + 1][0]

    def send(self, how: signal.Signals) -> float:
        """Send the process a signal; when."""
        assert self.process
        self.process.send_signal(how)
        return monotonic()

    async def begin(self, amount_ml: float) -> None:
        """Begin a run, and wait until its water flows."""
        async with house.Client.enter(self) as client:
            await until(lambda: is_closed(client), 30)
            await client.command(
                "call_service",
                domain="plantos",
                service="water_plant",
                service_data={"amount_ml": amount_ml},
                target={"entity_id": VALVE},
            )
        await until(self.flows, 10)


async def is_closed(client: house.Client) -> bool:
    """Whether the plant's valve is known to be closed."""
    return bool((await client.states()).get(VALVE, {}).get("state") == "closed")


@pytest.fixture
async def wired(home: Garden) -> Wired:
    """A house with a plant on a pin, at 25 ml/s."""
    wired = Wired(home.config, home.port)
    storage = wired.config / ".storage"
    storage.mkdir(parents=True)
    (wired.config / house.MARKER).touch()
    (wired.config / "configuration.yaml").write_text(BARE)
    entry = MockConfigEntry(
        domain="plantos",
        title="Greenhouse",
        data={"kind": "raspberry_pi", "backend": "mock", "trace": str(wired.trace)},
        subentries_data=[relay(), basil()],
        entry_id=HUB,
    )
    document = {
        "version": STORAGE_VERSION,
        "minor_version": STORAGE_VERSION_MINOR,
        "key": STORAGE_KEY,
        "data": {"entries": [json.loads(json_bytes(entry.as_dict()))]},
    }
    (storage / STORAGE_KEY).write_text(json.dumps(document))
    await wired.back()
    # The fixture behind it ends the process.
    home.process = wired.process
    return wired


async def test_a_kill_in_a_run_has_the_outlet_off_within_a_second_and_is_known_at_the_next_start(wired: Wired) -> None:
    await wired.begin(500)
    killed = wired.send(signal.SIGKILL)
    await until(wired.dry, 5)
    off = wired.off_after()
    await wired.stop(signal.SIGKILL)
    [begun] = wired.runs()
    await wired.back()
    async with house.Client.enter(wired) as client:
        states = await client.states()
    [run] = wired.runs()
    await wired.stop()

    assert off - killed < 1
    assert (begun["state"], begun["deadline_at"] is not None) == ("watering", True)
    assert (run["run_id"], run["state"], run["deadline_at"]) == (begun["run_id"], "interrupted", None)
    assert run["estimated"] is True
    assert states["sensor.basil_watering_status"]["state"] == "interrupted"
    assert states[VALVE]["attributes"]["fail_safe"] == "guarded"
    assert [level for _, level in wired.rows()].count(1) == 1
    assert wired.complaints() == []


async def test_a_halt_in_a_run_has_the_outlet_off_within_three_seconds_and_the_run_ends_truthfully(
    wired: Wired,
) -> None:
    await wired.begin(500)
    halted = wired.send(signal.SIGSTOP)
    await until(wired.dry, 10)
    off = wired.off_after()
    wired.send(signal.SIGCONT)

    async def ended() -> bool:
        return bool(wired.runs()[0]["state"] != "watering")

    await until(ended, 10)
    async with house.Client.enter(wired) as client:
        await until(lambda: is_closed(client), 10)
    [run] = wired.runs()
    [opened] = [at for at, level in wired.rows() if level]
    await wired.stop()

    assert off - halted < 3
    assert (run["state"], run["failure"]["key"], run["deadline_at"]) == ("failed", "failed_closed_early", None)
    # What was given is counted, and no more than the halt may have hidden.
    assert FLOW * (off - opened) - 5 <= run["delivered_ml"] < 500
    assert [level for _, level in wired.rows()].count(1) == 1
    assert wired.complaints() == []
