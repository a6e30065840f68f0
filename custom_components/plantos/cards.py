"""The script with PlantOS's cards, served to every browser that opens Home Assistant."""

import hashlib
from pathlib import Path

from homeassistant.components.frontend import DOMAIN as FRONTEND_DOMAIN, add_extra_js_url
from homeassistant.components.http import StaticPathConfig
from homeassistant.core import HomeAssistant, callback
from homeassistant.setup import async_when_setup

from .const import DOMAIN

SCRIPT = Path(__file__).parent / "frontend" / "plantos.js"
# What the cards say in other languages than English; a browser fetches its own.
WORDS = SCRIPT.parent / "words"
URL = f"/{DOMAIN}_static/{SCRIPT.name}"
WORDS_URL = f"/{DOMAIN}_static/{WORDS.name}"


@callback
def async_setup_cards(hass: HomeAssistant) -> None:
    """Serve the cards as soon as there is a frontend to show them, once for all hubs."""
    async_when_setup(hass, FRONTEND_DOMAIN, _async_serve)


async def _async_serve(hass: HomeAssistant, _component: str) -> None:
    """Let every browser load the script, and load it anew when it has changed."""
    version = await hass.async_add_executor_job(_fingerprint)
    await hass.http.async_register_static_paths(
        [StaticPathConfig(url, str(path), cache_headers=True) for url, path in ((URL, SCRIPT), (WORDS_URL, WORDS))]
    )
    add_extra_js_url(hass, f"{URL}?v={version}")


def _fingerprint() -> str:
    files = (SCRIPT, *sorted(WORDS.glob("*.json")))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
