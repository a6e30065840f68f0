"""Who only clicks gets a garden, a plant of their own in it, and its card on a dashboard."""

from browsing import DASHBOARD, DRAWN_MS, browsing, furnish_cards
import house
from playwright.async_api import expect
import pytest

from .conftest import Garden, needs_browser, until

pytestmark = [pytest.mark.e2e, needs_browser]


async def test_a_hub_and_a_plant_are_added_by_clicks_alone(home: Garden) -> None:
    await home.up()
    async with house.Client.enter(home) as client, browsing(client) as browser:
        page = browser.page
        await browser.look_at("config/integrations/dashboard")
        await page.get_by_role("button", name="Add integration").click(timeout=DRAWN_MS)
        await page.get_by_placeholder("Search for a brand name").fill("PlantOS")
        await page.locator("ha-integration-list-item", has_text="PlantOS").click()
        form = page.locator("dialog-data-entry-flow")
        await expect(form.get_by_role("radio", name="Demo garden")).to_be_checked()
        await form.get_by_role("button", name="Submit").click()

        await form.get_by_role("textbox", name="Name").fill("Fern")
        await form.get_by_role("button", name="Species").click()
        await form.get_by_role("dialog", name="Species").get_by_role("textbox").fill("schwertf")
        await expect(form.get_by_role("option", name="Boston fern")).to_be_visible()
        await browser.picture("form", form.get_by_role("dialog").first)
        await form.get_by_role("option", name="Boston fern").click()
        await expect(form.get_by_role("button", name="Species Boston fern")).to_be_visible()
        await form.get_by_role("spinbutton", name="Pot volume").fill("3")
        await form.get_by_role("button", name="Next").click()
        await form.get_by_role("spinbutton", name="Flow rate").fill("20")
        await form.get_by_role("button", name="Next").click()
        await expect(form.get_by_role("spinbutton", name="Minimum moisture")).to_have_value("45")
        await expect(form.get_by_role("spinbutton", name="Dose")).to_have_value("240")
        await form.get_by_role("button", name="Next").click()
        await expect(form.get_by_text("Soil from 45 to 75 % is right.")).to_be_visible()
        [entry] = await client.entries()
        kept = {"entry_id": entry["entry_id"]}
        assert "Fern" not in await titles(client, kept)
        await form.get_by_role("button", name="Submit").click()

        await expect(form.get_by_text("Created configuration for Fern.")).to_be_visible()
        await form.get_by_role("button", name="Finish").click()
        assert "Fern" in await titles(client, kept)

        async def measured() -> bool:
            state = (await client.states()).get("sensor.fern_moisture", {"state": "unavailable"})
            return state["state"] not in {"unavailable", "unknown"}

        await until(measured, 30)
        assert browser.errors == []


async def titles(client: house.Client, hub: dict[str, str]) -> list[str]:
    return [row["title"] for row in await client.command("config_entries/subentries/list", **hub)]


async def test_the_card_is_put_onto_a_dashboard_and_changed_in_its_visual_editor(garden: Garden) -> None:
    async with house.Client.enter(garden) as client:
        await furnish_cards(client)
        async with browsing(client) as browser:
            page = browser.page
            await browser.look_at(f"{DASHBOARD}?edit=1")
            await page.get_by_role("button", name="Add card").click(timeout=DRAWN_MS)
            picker = page.locator("hui-dialog-create-card")
            await picker.get_by_role("tab", name="By card").click()
            await picker.get_by_placeholder("Search").fill("PlantOS plant")
            await picker.locator(".card", has_text="PlantOS plant").locator(".overlay").click()
            editor = page.locator("hui-dialog-edit-card")
            await editor.locator("ha-selector-device").get_by_role("button", name="Plant").click()
            plants = editor.get_by_role("option")
            await expect(plants).to_have_count(5)
            await plants.filter(has_text="Monstera").click()
            preview = editor.locator("plantos-plant-card")
            await expect(preview.get_by_role("heading")).to_have_text("Monstera")
            await editor.get_by_role("textbox", name="Name").fill("My monster")
            await editor.get_by_role("button", name="What is shown").click()
            # By the keyboard: the panel it is in is still opening.
            await editor.get_by_role("switch", name="Last decision").press("Space")
            await expect(preview.locator(".why")).to_have_count(0)
            await editor.get_by_role("button", name="Save").click()
            await page.get_by_role("button", name="Done").click()

            card = await browser.card()
            await expect(card.get_by_role("heading")).to_have_text("My monster")
            await expect(card.get_by_role("button", name="Water now")).to_be_visible()
            await expect(card.locator(".why")).to_have_count(0)
            assert browser.errors == []
        config = await client.command("lovelace/config", url_path=DASHBOARD)
    [saved] = config["views"][0]["sections"][0]["cards"]
    assert {key: saved[key] for key in ("name", "show_decision")} == {"name": "My monster", "show_decision": False}
