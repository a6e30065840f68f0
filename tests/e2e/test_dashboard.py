"""The dashboard that makes itself, in a real browser: offered to newcomers, and every view of it opens."""

from collections.abc import AsyncIterator
from typing import Any

from browsing import DRAWN_MS, Browser, browsing
import furnish
import house
from playwright.async_api import Locator, expect
import pytest

from .conftest import Garden, loaded, needs_browser, until

pytestmark = [pytest.mark.e2e, needs_browser]

WIDTH = 360
PHONE = {"viewport": {"width": WIDTH, "height": 1_600}, "color_scheme": "dark"}
PLANTS = ["Balcony tomato", "Basil", "Monstera", "Peace lily", "Snake plant"]


@pytest.fixture
async def client(garden: Garden) -> AsyncIterator[house.Client]:
    """The person who lives with the demo garden."""
    async with house.Client.enter(garden) as client:
        yield client


async def garden_card(browser: Browser) -> Locator:
    card = browser.page.locator("plantos-garden-card")
    await card.locator("plantos-garden-row").first.wait_for(timeout=DRAWN_MS)
    return card


async def test_the_dashboard_is_offered_where_dashboards_are_made(client: house.Client) -> None:
    configs: list[Any] = []
    async with browsing(client) as browser:
        await browser.look_at("config/lovelace/dashboards")
        await browser.page.get_by_role("button", name="Add dashboard").click(timeout=DRAWN_MS)
        await browser.page.locator("dashboard-card", has_text="PlantOS").click()
        await browser.page.get_by_role("button", name="Create", exact=True).click()

        async def made() -> bool:
            """Home Assistant's page makes the dashboard first, and gives it its content in a second step."""
            paths = [
                row["url_path"] for row in await client.command("lovelace/dashboards/list") if row["title"] == "Garden"
            ]
            try:
                configs.extend([await client.command("lovelace/config", url_path=path) for path in paths])
            except house.HouseError:
                return False
            return bool(configs)

        await until(made, 10)
    assert configs == [{"strategy": {"type": "custom:plantos"}}]


async def test_all_plants_are_listed_the_thirstiest_first(client: house.Client) -> None:
    await furnish.dashboard(client)
    async with browsing(client, **PHONE) as browser:
        await browser.look_at(f"{furnish.DASHBOARD}/overview")
        card = await garden_card(browser)
        names = await card.locator(".name").all_text_contents()
        assert sorted(names) == PLANTS
        shares = await card.locator("plantos-garden-row").evaluate_all(
            "rows => rows.map(({plant: p}) => (p.moisture.value - p.moisture_min) / (p.moisture_max - p.moisture_min))"
        )
        assert shares == sorted(shares)
        await expect(card.get_by_text("Rain barrel")).to_be_visible()
        await expect(card.get_by_role("meter", name="Last 7 days")).to_be_attached()
        assert await browser.page.evaluate("document.scrollingElement.scrollWidth") <= WIDTH
        assert browser.errors == []


async def test_a_watering_is_seen_and_stopped_in_the_garden(garden: Garden, client: house.Client) -> None:
    await furnish.dashboard(client)
    async with browsing(client) as browser:
        await browser.look_at(f"{furnish.DASHBOARD}/overview")
        row = (await garden_card(browser)).locator("plantos-garden-row", has_text="Monstera")
        await client.command(
            "call_service",
            domain="plantos",
            service="water_plant",
            service_data={"amount_ml": 300},
            target={"entity_id": "valve.monstera_outlet"},
        )
        await expect(row.get_by_role("progressbar")).to_be_visible(timeout=15_000)
        await row.get_by_role("button", name="Stop").click()

        async def closed() -> bool:
            return garden.open_pots() == []

        await until(closed, 2)
        await expect(row.get_by_role("progressbar")).to_have_count(0)
        assert browser.errors == []


async def test_every_view_opens_and_an_area_gets_its_own_with_its_first_plant(client: house.Client) -> None:
    await furnish.dashboard(client)
    async with browsing(client) as browser:
        await browser.look_at(f"{furnish.DASHBOARD}/plants")
        cards = browser.page.locator("plantos-plant-card header")
        await expect(cards).to_have_count(len(PLANTS), timeout=DRAWN_MS)
        await browser.look_at(f"{furnish.DASHBOARD}/history")
        await expect(browser.page.locator("hui-statistics-graph-card")).to_have_count(3, timeout=DRAWN_MS)
        await browser.look_at(f"{furnish.DASHBOARD}/maintenance")
        await expect(browser.page.get_by_text("Nothing is broken.")).to_be_visible(timeout=DRAWN_MS)
        tabs = browser.page.get_by_role("tab")
        before = await tabs.count()
        devices = {device["name"]: device["id"] for device in await client.command("config/device_registry/list")}
        await client.command("config/device_registry/update", device_id=devices["Basil"], area_id="kitchen")
        await expect(tabs).to_have_count(before + 1)
        await browser.look_at(f"{furnish.DASHBOARD}/area-kitchen")
        await expect(cards.get_by_role("heading")).to_have_text(["Basil"], timeout=DRAWN_MS)
        assert browser.errors == []


async def test_a_failed_command_is_told_to_administrators_and_forgotten(client: house.Client) -> None:
    await furnish.dashboard(client)
    await break_outlet(client, "Snake plant")
    await client.command(
        "call_service",
        domain="plantos",
        service="water_plant",
        service_data={"amount_ml": 50, "override": True},
        target={"entity_id": "valve.snake_plant_outlet"},
    )
    async with browsing(client) as browser:
        await browser.look_at(f"{furnish.DASHBOARD}/maintenance")
        card = browser.page.locator("plantos-maintenance-card")
        await expect(card.get_by_text("Snake plant · 50")).to_be_visible(timeout=DRAWN_MS)
        await expect(card.get_by_text("The outlet didn't open.")).to_be_visible()
        await card.get_by_role("button", name="Forget").click()
        await expect(card.get_by_text("Forget it? It can’t be given again.")).to_be_visible()
        await card.get_by_role("button", name="Forget").click()
        await expect(card.get_by_text("Snake plant · 50")).to_have_count(0)
        assert browser.errors == []


async def break_outlet(client: house.Client, plant: str) -> None:
    """Let this plant's outlet no longer open."""
    [entry_id] = [entry["entry_id"] for entry in await client.entries() if entry["title"] == "Demo garden"]
    form = await client.flow("options/flow", entry_id)
    [field] = [row for row in form["data_schema"] if row["name"] == "faults"]
    fault = next(
        option["value"]
        for option in field["selector"]["select"]["options"]
        if option["label"].startswith(plant) and option["value"].endswith("outlet_dead")
    )
    path = f"/api/config/config_entries/options/flow/{form['flow_id']}"
    await client.json("POST", path, json={"speed": 1, "faults": [fault]})
    await until(lambda: loaded(client), 30)
