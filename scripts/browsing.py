"""A real browser in which the person who lives in a house looks at a dashboard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import json
import os
from pathlib import Path
import shutil
import time
from typing import Any

from house import PASSWORD, Client, House
from playwright.async_api import ConsoleMessage, Error, Locator, Page, async_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The folder for which the README's pictures are taken.
PICTURES = "PLANTOS_PICTURES"
DASHBOARD = "plant-cards"
DRAWN_MS = 30_000


@dataclass
class Browser:
    """A page of Home Assistant, and what went wrong in it."""

    home: House
    page: Page
    errors: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        """Remember an error; what Home Assistant would load from the internet isn't there."""
        elsewhere = "Failed to load resource" in message.text and "plantos" not in message.location["url"]
        if message.type == "error" and not elsewhere:
            self.errors.append(f"{message.text} ({message.location})")

    def fail(self, error: Error) -> None:
        """Remember an exception that nobody caught."""
        self.errors.append(str(error))

    async def look_at(self, path: str) -> None:
        """Go to a page, and wait until it can be seen."""
        await self.page.goto(f"{self.home.url}/{path}")
        await self.page.wait_for_function("!document.querySelector('ha-launch-screen, #ha-launch-screen')")

    async def card(self, number: int = 0) -> Locator:
        """A plant's card, once it shows its plant."""
        card = self.page.locator("plantos-plant-card").nth(number)
        await card.locator("header").wait_for(timeout=DRAWN_MS)
        return card

    async def picture(self, name: str, what: Locator) -> None:
        """Take a picture of what is seen where somebody asked for pictures, and no animation of it."""
        if folder := os.environ.get(PICTURES):
            await what.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")


@asynccontextmanager
async def browsing(client: Client, **options: Any) -> AsyncIterator[Browser]:
    """Open a browser as the person that this client is; options are those of a Playwright context."""
    url = client.house.url
    tokens = {
        "access_token": client.token,
        "refresh_token": "",
        "token_type": "Bearer",
        "expires_in": 1_800,
        "expires": int(time.time() * 1_000) + 1_800_000,
        "hassUrl": url,
        "clientId": f"{url}/",
    }
    async with async_playwright() as playwright:
        program = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            context = await program.new_context(**{"viewport": {"width": 1_200, "height": 1_000}} | options)
            await context.add_init_script(f"localStorage.hassTokens = {json.dumps(json.dumps(tokens))}")
            browser = Browser(client.house, await context.new_page())
            browser.page.on("console", browser.hear)
            browser.page.on("pageerror", browser.fail)
            yield browser
        finally:
            await program.close()


async def furnish_cards(client: Client, *names: str) -> list[str]:
    """A dashboard with the cards of these plants; returns their devices."""
    devices = {device["name"]: device["id"] for device in await client.command("config/device_registry/list")}
    chosen = [devices[name] for name in names]
    cards = [{"type": "custom:plantos-plant-card", "device_id": device} for device in chosen]
    if not any(row["url_path"] == DASHBOARD for row in await client.command("lovelace/dashboards/list")):
        await client.command("lovelace/dashboards/create", url_path=DASHBOARD, title="Cards", mode="storage")
    view = {"type": "sections", "sections": [{"type": "grid", "cards": cards}]}
    await client.command("lovelace/config/save", url_path=DASHBOARD, config={"views": [view]})
    return chosen


async def add_guest(client: Client, name: str) -> None:
    """Let somebody live here who is no administrator."""
    made = await client.command("config/auth/create", name=name, group_ids=["system-users"])
    login = {"user_id": made["user"]["id"], "username": name, "password": PASSWORD}
    await client.command("config/auth_provider/homeassistant/create", **login)
