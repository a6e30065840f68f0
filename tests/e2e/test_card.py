"""A plant's card in a real browser: it tells how the plant is, waters it, and stops."""

import re

import house
from playwright.async_api import expect
import pytest

from .browsing import DASHBOARD, browsing, furnish_cards, needs_browser
from .conftest import Garden, until

pytestmark = [pytest.mark.e2e, needs_browser]

NASTY = "<img src=x onerror=alert(1)>"


async def test_a_plant_is_watered_and_stopped_from_its_card(garden: Garden) -> None:
    async with house.Client.enter(garden) as client:
        await furnish_cards(client, "Monstera")
        async with browsing(client) as browser:
            await browser.look_at(DASHBOARD)
            card = await browser.card()
            await expect(card.get_by_role("heading")).to_have_text("Monstera")
            await card.get_by_role("button", name="Water now").click()
            amount = card.get_by_label("Amount in ml")
            await expect(amount).to_have_value("400")
            assert garden.open_pots() == []
            await amount.fill("300")
            await card.get_by_role("button", name="Give 300 ml").click()
            progress = card.get_by_role("progressbar")
            await expect(progress).to_have_attribute("aria-valuenow", re.compile(r"^[1-9]\d?$"), timeout=15_000)
            await expect(progress).to_have_attribute("aria-valuenow", re.compile(r"^[2-7]\d$"), timeout=15_000)
            assert len(garden.open_pots()) == 1
            await card.get_by_role("button", name="Stop").click()
            await until(lambda: _closed(garden), 2)
            await expect(card.get_by_role("button", name="Water now")).to_be_visible()
            await expect(card.locator(".drop")).to_have_count(1)
            assert browser.errors == []
    (run,) = garden.runs()
    assert run["state"] == "cancelled"
    assert 0 < run["delivered_ml"] < 300


async def _closed(garden: Garden) -> bool:
    return garden.open_pots() == []


async def test_what_is_refused_is_told_in_words_and_the_switch_switches(garden: Garden) -> None:
    async with house.Client.enter(garden) as client:
        await furnish_cards(client, "Basil")
        async with browsing(client, viewport={"width": 360, "height": 800}) as browser:
            await browser.look_at(DASHBOARD)
            card = await browser.card()
            await card.get_by_role("switch").click()
            await expect(card.get_by_role("switch")).to_have_attribute("aria-checked", "false")
            await expect(card.get_by_text("By hand")).to_be_visible()
            await client.command(
                "call_service",
                domain="switch",
                service="turn_off",
                service_data={},
                target={"entity_id": "switch.demo_garden_watering"},
            )
            await expect(card.get_by_text("Watering is off for this hub")).to_be_visible()
            await card.get_by_role("button", name="Water now").click()
            await card.get_by_role("button", name="Give").click()
            await expect(card.get_by_role("alert")).to_contain_text("Turn on its Watering switch first")
            wide = await browser.page.evaluate("document.scrollingElement.scrollWidth")
            assert wide <= 360


async def test_a_name_is_never_taken_for_html(garden: Garden) -> None:
    async with house.Client.enter(garden) as client:
        (device,) = await furnish_cards(client, "Basil")
        await client.command("config/device_registry/update", device_id=device, name_by_user=NASTY)
        async with browsing(client, color_scheme="dark") as browser:
            told: list[str] = []
            browser.page.on("dialog", lambda dialog: told.append(dialog.message))
            await browser.look_at(DASHBOARD)
            card = await browser.card()
            await expect(card.get_by_role("heading")).to_have_text(NASTY)
            assert await card.locator("img").count() == 0
            assert (told, browser.errors) == ([], [])
