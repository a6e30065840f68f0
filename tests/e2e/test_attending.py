"""What waits for a person is answered and ticked off in a real browser, by whoever may."""

from collections.abc import AsyncIterator
from typing import Any

from browsing import DASHBOARD, DRAWN_MS, browsing, furnish_cards
import house
from playwright.async_api import expect
import pytest

from .conftest import Garden, needs_browser, until

pytestmark = [pytest.mark.e2e, needs_browser]

SUBENTRY_FLOW = "/api/config/config_entries/subentries/flow"
DOSE_ML = 20


@pytest.fixture
async def client(shared_garden: Garden) -> AsyncIterator[house.Client]:
    """The person who lives with the garden."""
    async with house.Client.enter(shared_garden) as client:
        yield client


async def make_thirsty(client: house.Client, plant: str, **care: Any) -> str:
    """Change a plant through its form so that its soil is too dry for it; returns its device."""
    [entry] = await client.entries()
    rows = await client.command("config_entries/subentries/list", entry_id=entry["entry_id"])
    [subentry_id] = [row["subentry_id"] for row in rows if row["title"] == plant]
    handler = {"handler": [entry["entry_id"], "plant"], "subentry_id": subentry_id}
    step = await client.json("POST", SUBENTRY_FLOW, json=handler)
    for answer in (
        {"next_step_id": "change"},
        {"name": plant},
        {"flow_ml_s": 20, "flow_calibrated": True},
        {"strategy": "moisture", "moisture_min": 60, "moisture_max": 75, "dose_ml": DOSE_ML, **care},
        {},
    ):
        step = await client.json("POST", f"{SUBENTRY_FLOW}/{step['flow_id']}", json=answer)
    assert step["reason"] == "reconfigure_successful", step

    async def thirsty() -> bool:
        state = (await client.states()).get(f"binary_sensor.{plant.lower().replace(' ', '_')}_needs_water", {})
        return bool(state.get("state") == "on")

    await until(thirsty, 30)
    [device_id] = await furnish_cards(client, plant)
    return device_id


async def test_a_watering_that_asks_first_is_approved_from_the_card(
    shared_garden: Garden, client: house.Client
) -> None:
    device_id = await make_thirsty(client, "Basil", more={"needs_approval": True})
    async with browsing(client) as browser:
        await browser.look_at(DASHBOARD)
        card = await browser.card()
        await client.action("run_care_cycle", {}, device_id=device_id)
        await expect(card.get_by_text(f"Wants to give {DOSE_ML} ml and waits for you.")).to_be_visible()
        assert [run["opened_at"] for run in shared_garden.runs()] == [None]
        await card.get_by_role("button", name="Approve").click()
        await expect(card.locator(".drop")).to_have_count(1)
        await expect(card.get_by_role("button", name="Approve")).to_have_count(0)
        assert browser.errors == []
    [run] = shared_garden.runs()
    assert run["delivered_ml"] == pytest.approx(DOSE_ML, abs=10)


async def test_a_watering_that_is_rejected_from_the_card_gives_no_water(
    shared_garden: Garden, client: house.Client
) -> None:
    device_id = await make_thirsty(client, "Monstera", more={"needs_approval": True})
    async with browsing(client) as browser:
        await browser.look_at(DASHBOARD)
        card = await browser.card()
        await client.action("run_care_cycle", {}, device_id=device_id)
        await card.get_by_role("button", name="Reject").click()
        await expect(card.get_by_role("button", name="Water now")).to_be_visible()
        assert browser.errors == []
    run = shared_garden.runs()[-1]
    assert (run["plant_name"], run["state"], run["opened_at"]) == ("Monstera", "denied", None)


async def test_ticking_off_a_to_do_logs_the_care(client: house.Client) -> None:
    target = {"entity_id": "switch.peace_lily_automatic_watering"}
    await client.command("call_service", domain="switch", service="turn_off", service_data={}, target=target)
    device_id = await make_thirsty(client, "Peace lily")
    async with browsing(client) as browser:
        await browser.look_at("todo?entity_id=todo.demo_garden_care")
        todos = browser.page.locator("hui-todo-list-card")
        await expect(todos.get_by_text("Water Peace lily")).to_be_visible(timeout=DRAWN_MS)
        await browser.picture("todo", todos)
        await todos.get_by_role("checkbox").press("Space")
        await expect(todos.get_by_role("heading", name="Completed")).to_be_visible()
        assert browser.errors == []
    answer = await client.action("get_history", {}, device_id=device_id)
    [care] = [event for event in answer["plants"][0]["events"] if event["type"] == "care_logged"]
    assert care["kind"] == "watered_by_hand"
