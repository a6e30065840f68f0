"""A plant's card in a real browser: it tells how the plant is, waters it, and stops."""

import json
import re
import signal
from typing import Any

from browsing import DASHBOARD, DRAWN_MS, add_guest, browsing, furnish_cards
import furnish
import house
from playwright.async_api import Locator, expect
import pytest

from .conftest import Garden, needs_browser, until

pytestmark = [pytest.mark.e2e, needs_browser]

NASTY = "<img src=x onerror=alert(1)>"


async def test_a_plant_is_watered_and_stopped_from_its_card(shared_garden: Garden) -> None:
    async with house.Client.enter(shared_garden) as client:
        await furnish_cards(client, "Monstera")
        async with browsing(client) as browser:
            await browser.look_at(DASHBOARD)
            card = await browser.card()
            await expect(card.get_by_role("heading")).to_have_text("Monstera")
            await card.get_by_role("button", name="Water now").click()
            amount = card.get_by_label("Amount in ml")
            await expect(amount).to_have_value("400")
            assert shared_garden.open_pots() == []
            await amount.fill("300")
            await card.get_by_role("button", name="Give 300 ml").click()
            await _flows(card, r"[1-9]\d?")
            await _flows(card, r"[2-7]\d")
            assert len(shared_garden.open_pots()) == 1
            await card.get_by_role("button", name="Stop").click()
            await until(lambda: _closed(shared_garden), 2)
            await expect(card.get_by_role("button", name="Water now")).to_be_visible()
            await expect(card.locator(".drop")).to_have_count(1)
            assert browser.errors == []
    run = _run_of(shared_garden, "Monstera")
    assert run["state"] == "cancelled"
    assert 0 < run["delivered_ml"] < 300


async def test_a_double_click_waters_once(shared_garden: Garden) -> None:
    async with house.Client.enter(shared_garden) as client:
        await furnish_cards(client, "Peace lily")
        async with browsing(client) as browser:
            await browser.look_at(DASHBOARD)
            card = await browser.card()
            await card.get_by_role("button", name="Water now").click()
            await card.get_by_label("Amount in ml").fill("20")
            await card.get_by_role("button", name="Give 20 ml").dblclick()
            await expect(card.locator(".drop")).to_have_count(1)
            await expect(card.get_by_role("button", name="Water now")).to_be_visible()
            assert browser.errors == []
    # Nor was another one asked for and refused.
    assert _run_of(shared_garden, "Peace lily")["amount_ml"] == 20


async def test_a_card_speaks_the_language_of_whoever_looks(shared_garden: Garden) -> None:
    said = json.loads((house.ROOT / "custom_components" / "plantos" / "frontend" / "words" / "fr.json").read_text())
    async with house.Client.enter(shared_garden) as client:
        await furnish_cards(client, "Monstera")
        async with browsing(client, locale="fr-CH") as browser:
            await browser.look_at(DASHBOARD)
            card = await browser.card()
            await expect(card.get_by_role("button", name=said["waterNow"])).to_be_visible()
            await expect(card.get_by_text(said["next"])).to_be_visible()
            assert browser.errors == []


async def test_whoever_is_no_administrator_waters_stops_and_sees_nothing_to_maintain(shared_garden: Garden) -> None:
    async with house.Client.enter(shared_garden) as client:
        await furnish_cards(client, "Basil")
        await furnish.dashboard(client)
        await add_guest(client, "guest")
    async with house.Client.enter(shared_garden, "guest") as guest, browsing(guest) as browser:
        await browser.look_at(DASHBOARD)
        card = await browser.card()
        await _water(card)
        await card.get_by_role("button", name="Stop").click()
        await expect(card.get_by_role("button", name="Water now")).to_be_visible()
        await until(lambda: _closed(shared_garden), 2)
        await browser.look_at(f"{furnish.DASHBOARD}/overview")
        tabs = browser.page.get_by_role("tab")
        await expect(tabs).to_have_count(3, timeout=DRAWN_MS)
        await expect(tabs.filter(has_text="Maintenance")).to_have_count(0)
        assert browser.errors == []
    assert _run_of(shared_garden, "Basil")["state"] == "cancelled"


async def test_what_is_refused_is_told_in_words_and_the_switch_switches(shared_garden: Garden) -> None:
    async with house.Client.enter(shared_garden) as client:
        await furnish_cards(client, "Snake plant")
        async with browsing(client, viewport={"width": 360, "height": 800}, color_scheme="dark") as browser:
            await browser.look_at(DASHBOARD)
            card = await browser.card()
            await card.get_by_role("switch").click()
            await expect(card.get_by_role("switch")).to_have_attribute("aria-checked", "false")
            await expect(card.get_by_text("By hand")).to_be_visible()
            await _switch_hub(client, "turn_off")
            await expect(card.get_by_text("Watering is off for this hub")).to_be_visible()
            await card.get_by_role("button", name="Water now").click()
            await card.get_by_role("button", name="Give").click()
            await expect(card.get_by_role("alert")).to_contain_text("Turn on its Watering switch first")
            wide = await browser.page.evaluate("document.scrollingElement.scrollWidth")
            assert wide <= 360
        await _switch_hub(client, "turn_on")


async def _switch_hub(client: house.Client, how: str) -> None:
    target = {"entity_id": "switch.demo_garden_watering"}
    await client.command("call_service", domain="switch", service=how, service_data={}, target=target)


async def test_a_name_is_never_taken_for_html(shared_garden: Garden) -> None:
    async with house.Client.enter(shared_garden) as client:
        (device,) = await furnish_cards(client, "Snake plant")
        await client.command("config/device_registry/update", device_id=device, name_by_user=NASTY)
        async with browsing(client, color_scheme="dark") as browser:
            told: list[str] = []
            browser.page.on("dialog", lambda dialog: told.append(dialog.message))
            await browser.look_at(DASHBOARD)
            card = await browser.card()
            await expect(card.get_by_role("heading")).to_have_text(NASTY)
            assert await card.locator("img").count() == 0
            assert (told, browser.errors) == ([], [])


async def test_a_hub_that_is_reloaded_in_a_run_is_seen_as_it_is_without_a_reload_of_the_page(
    shared_garden: Garden,
) -> None:
    async with house.Client.enter(shared_garden) as client:
        await furnish_cards(client, "Balcony tomato")
        async with browsing(client) as browser:
            await browser.look_at(DASHBOARD)
            card = await browser.card()
            await _water(card)
            [entry] = await client.entries()
            await client.json("POST", f"/api/config/config_entries/entry/{entry['entry_id']}/reload")
            await expect(card.get_by_role("button", name="Water now")).to_be_visible()
            await expect(card.get_by_role("progressbar")).to_have_count(0)
            given = round(_run_of(shared_garden, "Balcony tomato")["delivered_ml"])
            await expect(card.locator("dl")).to_contain_text(f"{given} ml")
            assert browser.errors == []
    assert _run_of(shared_garden, "Balcony tomato")["state"] == "interrupted"


async def test_an_open_page_pretends_no_progress_while_home_assistant_is_gone_and_finds_it_again(
    garden: Garden,
) -> None:
    async with house.Client.enter(garden) as client:
        await furnish_cards(client, "Monstera")
        async with browsing(client) as browser:
            await browser.look_at(DASHBOARD)
            card = await browser.card()
            await until(lambda: _keeps_dashboard(garden), 15)
            await _water(card)
            await garden.stop(signal.SIGKILL)
            gone = card.get_by_text("No connection: this was true a while ago.")
            await expect(gone).to_be_visible(timeout=15_000)
            # Nobody knows how far it is now.
            await expect(card.get_by_text("No connection: how far it is isn’t known")).to_be_visible()
            assert await card.get_by_role("progressbar").get_attribute("aria-valuenow") is None
            await garden.back()
            await expect(gone).to_have_count(0, timeout=DRAWN_MS)
            await expect(card.get_by_role("button", name="Water now")).to_be_visible(timeout=DRAWN_MS)
            await expect(card.get_by_role("progressbar")).to_have_count(0)
            given = round(_run_of(garden, "Monstera")["delivered_ml"])
            await expect(card.locator("dl")).to_contain_text(f"{given} ml")
            # Home Assistant's own scripts complain of what they couldn't load meanwhile.
            assert [error for error in browser.errors if "plantos" in error] == []


async def _keeps_dashboard(garden: Garden) -> bool:
    """Whether Home Assistant, which takes its time, has written of the dashboard."""
    path = garden.config / ".storage" / "lovelace_dashboards"
    return path.exists() and DASHBOARD in path.read_text()


async def _water(card: Locator) -> None:
    await card.get_by_role("button", name="Water now").click()
    await card.get_by_role("button", name="Give").click()
    await _flows(card, r"[1-9]\d?")


async def _flows(card: Locator, percent: str) -> None:
    progress = card.get_by_role("progressbar")
    await expect(progress).to_have_attribute("aria-valuenow", re.compile(f"^{percent}$"), timeout=15_000)


async def _closed(garden: Garden) -> bool:
    return garden.open_pots() == []


def _run_of(garden: Garden, plant: str) -> dict[str, Any]:
    [run] = [run for run in garden.runs() if run["plant_name"] == plant]
    return run
