"""How soon a plant's card is drawn, and how much a browser has to do for each state change, with 50 plants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
import os
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from browsing import DASHBOARD, DRAWN_MS, Browser, browsing, furnish_cards
from garden_house import Garden, compile_once, lay_out
from house import CONFIGURATION, Client, free_port
from playwright.async_api import CDPSession

PLANTS, VISITS, CHANGES = 50, 5, 100
DRAWN_S, SCRIPT_MS = 2.5, 5.0
# A change more a second than this would be told together with the one before.
EVERY_S = 0.02
ELSEWHERE = "input_boolean.elsewhere"
CARD = "plantos-plant-card header"


def report() -> int:
    """Print the medians beside what they should stay below; which machine it is decides much, so nothing fails."""
    with TemporaryDirectory() as folder:
        compile_once(Path(folder) / "compiled", os.environ)
        asyncio.run(_measure(Garden(Path(folder) / "config", free_port())))
    return 0


async def _measure(home: Garden) -> None:
    await lay_out(home, 1, PLANTS, 4)
    (home.config / "configuration.yaml").write_text(CONFIGURATION)
    try:
        await home.back()
        async with Client.enter(home) as client:
            await client.command("input_boolean/create", name="Elsewhere")
            names = [f"Plant {number + 1}" for number in range(PLANTS)]
            await _navigations(client, names)
            await _changes(client, names)
    finally:
        await home.stop()


async def _navigations(client: Client, names: list[str]) -> None:
    """How long it takes from an address to what is there."""
    print(f"Until a dashboard is drawn, in a house with {PLANTS} plants (below {DRAWN_S:g} s with one card):")
    for shown in ([], names[:1], names):
        await furnish_cards(client, *shown)
        first, again, inside = [], [], []
        for _ in range(VISITS):
            async with browsing(client) as browser:
                first.append(await _until_drawn(browser, len(shown), _go(browser)))
                again.append(await _until_drawn(browser, len(shown), _go(browser)))
                await _step(browser, "profile")
                await browser.page.locator("ha-panel-profile").wait_for(timeout=DRAWN_MS)
                inside.append(await _until_drawn(browser, len(shown), _step(browser, DASHBOARD)))
        took = "".join(f"{median(seconds):8.2f} s" for seconds in (first, again, inside))
        print(f"  {len(shown):3} cards: {took}  (first visit, next visit, from another page)")


async def _go(browser: Browser) -> None:
    await browser.page.goto(f"{browser.home.url}/{DASHBOARD}", wait_until="commit")


async def _step(browser: Browser, path: str) -> None:
    """Go to a page of Home Assistant as its menu does."""
    await browser.page.evaluate(
        "path => { history.pushState(null, '', path);"
        " window.dispatchEvent(new CustomEvent('location-changed', { detail: { replace: false } })); }",
        f"/{path}",
    )


async def _until_drawn(browser: Browser, cards: int, go: Awaitable[None]) -> float:
    start = perf_counter()
    await go
    drawn = browser.page.locator(CARD).nth(cards - 1) if cards else browser.page.locator("hui-sections-view")
    await drawn.wait_for(timeout=DRAWN_MS, state="attached")
    return perf_counter() - start


async def _changes(client: Client, names: list[str]) -> None:
    """How much script runs for a change, beside a page of Home Assistant's own that shows nothing."""
    print(f"Script for a state change, with {PLANTS} cards (below {SCRIPT_MS:g} ms more than without):")
    plant = "switch.plant_1_automatic_watering"
    for what, entity_id in (("of something else", ELSEWHERE), ("of a plant", plant)):
        async with _looking(client) as browser:
            without = await _script_ms(client, browser, entity_id)
        async with _looking(client, *names) as browser:
            with_cards = await _script_ms(client, browser, entity_id)
        more = with_cards - without
        print(f"  {what:<20}{with_cards:8.2f} ms, {without:.2f} ms without cards: {more:.2f} ms more")


@asynccontextmanager
async def _looking(client: Client, *names: str) -> AsyncIterator[Browser]:
    """A browser in which these plants' cards, or an empty dashboard, have come to rest."""
    await furnish_cards(client, *names)
    async with browsing(client) as browser:
        await browser.look_at(DASHBOARD)
        if names:
            await browser.page.locator(CARD).nth(len(names) - 1).wait_for(timeout=DRAWN_MS)
        await browser.page.wait_for_load_state("networkidle")
        yield browser


async def _script_ms(client: Client, browser: Browser, entity_id: str) -> float:
    """The script of many changes of this switch, to each."""
    session = await browser.page.context.new_cdp_session(browser.page)
    await session.send("Performance.enable")
    domain = entity_id.partition(".")[0]
    before = await _script_s(session)
    for _ in range(CHANGES):
        await client.command(
            "call_service", domain=domain, service="toggle", service_data={}, target={"entity_id": entity_id}
        )
        await asyncio.sleep(EVERY_S)
    return (await _script_s(session) - before) * 1_000 / CHANGES


async def _script_s(session: CDPSession) -> float:
    answer = await session.send("Performance.getMetrics")
    seconds: float = next(row["value"] for row in answer["metrics"] if row["name"] == "ScriptDuration")
    return seconds
