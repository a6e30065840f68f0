"""Which devices announce themselves on the network, and as what."""

from collections.abc import Mapping
from dataclasses import dataclass
import re
from typing import Any

from homeassistant.helpers.device_registry import format_mac

from .esphome import EspHome
from .shelly import Shelly
from .shelly_gen1 import ShellyGen1
from .tasmota import Tasmota

_MAC_AT_END = re.compile(r"-([0-9a-f]{12})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hint:
    """What an announcement tells; `identify` finds out the rest. Unknown where None.

    ESPHome announces its API and not its web server, so its port is of no use.
    """

    driver: str
    host: str
    unique_id: str | None
    name: str


def from_zeroconf(properties: Mapping[str, Any], host: str, kind: str, name: str = "") -> Hint | None:
    """What is announced under this type and name; None for a device that is none of ours."""
    label = name.partition("._")[0]
    mac = _mac(properties, label)
    match kind.removesuffix(".local."):
        case "_shelly._tcp":
            return Hint(Shelly.key, host, mac, label)
        case "_http._tcp" if label.lower().startswith("shelly"):
            return Hint(Shelly.key if "gen" in properties else ShellyGen1.key, host, mac, label)
        case "_http._tcp" if properties.get("devicetype") == "tasmota":
            return Hint(Tasmota.key, host, None, label)
        case "_esphomelib._tcp":
            return Hint(EspHome.key, host, mac, str(properties.get("friendly_name") or label))
    return None


def _mac(properties: Mapping[str, Any], label: str) -> str | None:
    if mac := properties.get("mac"):
        return format_mac(str(mac))
    found = _MAC_AT_END.search(label)
    return format_mac(found[1]) if found else None
