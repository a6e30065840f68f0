"""What a garden has been through is seen in a real browser, by day and by night, wide and narrow."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from browsing import DASHBOARD, DRAWN_MS, Browser, browsing, furnish_cards
import furnish
import house
import past
from playwright.async_api import expect
import pytest

from .conftest import Garden, needs_browser

pytestmark = [pytest.mark.e2e, needs_browser]

PHONE = {"viewport": {"width": 360, "height": 600}, "device_scale_factor": 2}


@asynccontextmanager
async def looking(client: house.Client, **options: Any) -> AsyncIterator[Browser]:
    """A browser where it is the garden's time of day."""
    ahead = past.AFTERNOON // past.HOUR - datetime.now(UTC).hour
    ahead -= 24 if ahead > 12 else 0
    # The zones of this name count to the west.
    async with browsing(client, timezone_id=f"Etc/GMT{-ahead:+}", **options) as browser:
        yield browser


def watered(garden: Garden) -> Counter[str]:
    """How often each plant was, by the ledger, in the days that a card shows."""
    since = datetime.now(UTC) - timedelta(days=7)
    runs = [run for run in garden.runs() if datetime.fromisoformat(run["requested_at"]) > since]
    return Counter(run["plant_name"] for run in runs if run["delivered_ml"] > 0)


@pytest.mark.parametrize("light", ["light", "dark"])
async def test_a_card_draws_the_week_with_every_watering_of_it(old_garden: Garden, light: str) -> None:
    async with house.Client.enter(old_garden) as client:
        await furnish_cards(client, "Basil")
        async with looking(client, color_scheme=light, device_scale_factor=2) as browser:
            await browser.look_at(DASHBOARD)
            card = await browser.card()
            given = watered(old_garden)["Basil"]
            await expect(card.locator(".drop")).to_have_count(given)
            assert given > 1
            await expect(card.get_by_text("Not judged yet")).to_have_count(0)
            await browser.picture(f"card-{light}", card)
            assert browser.errors == []


async def test_a_phone_shows_the_whole_garden_within_its_width(old_garden: Garden) -> None:
    async with house.Client.enter(old_garden) as client:
        await furnish.dashboard(client)
        async with looking(client, color_scheme="dark", **PHONE) as browser:
            await browser.look_at(f"{furnish.DASHBOARD}/overview")
            await expect(browser.page.locator("plantos-garden-row")).to_have_count(5, timeout=DRAWN_MS)
            await expect(browser.page.get_by_role("meter", name="Last 7 days")).to_be_visible()
            assert await browser.page.evaluate("document.scrollingElement.scrollWidth") <= 360
            await browser.picture("phone", browser.page.locator("body"))
            assert browser.errors == []


async def test_every_plant_has_its_card_on_the_dashboard(old_garden: Garden) -> None:
    async with house.Client.enter(old_garden) as client:
        await furnish.dashboard(client)
        async with looking(client, viewport={"width": 1_500, "height": 1_000}) as browser:
            await browser.look_at(f"{furnish.DASHBOARD}/plants")
            cards = browser.page.locator("plantos-plant-card")
            await expect(cards.locator("header")).to_have_count(5, timeout=DRAWN_MS)
            await expect(cards.locator(".drop")).to_have_count(watered(old_garden).total())
            await browser.picture("dashboard", browser.page.locator("body"))
            assert browser.errors == []


async def test_the_calendar_shows_what_was_given(old_garden: Garden) -> None:
    async with house.Client.enter(old_garden) as client, looking(client) as browser:
        await browser.look_at("calendar")
        await expect(browser.page.get_by_text("Basil").first).to_be_visible(timeout=DRAWN_MS)
        assert browser.errors == []
