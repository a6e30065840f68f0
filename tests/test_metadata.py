"""What hassfest and HACS ask of a repository, asked offline."""

from importlib import import_module
import json
from pathlib import Path
import tomllib
from typing import Any
from unittest.mock import MagicMock

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
from homeassistant.const import __version__ as running_version
from homeassistant.helpers.condition.descriptions import _CONDITIONS_DESCRIPTION_SCHEMA
from homeassistant.helpers.selector import validate_selector
from homeassistant.helpers.service import _SERVICES_SCHEMA
from homeassistant.helpers.trigger.descriptions import _TRIGGERS_DESCRIPTION_SCHEMA
from homeassistant.util.yaml import load_yaml_dict
from PIL import Image
import pytest

from custom_components import plantos
from custom_components.plantos.condition import CONDITIONS
from custom_components.plantos.const import DOMAIN
from custom_components.plantos.services import async_setup_services
from custom_components.plantos.trigger import TRIGGERS

COMPONENT = Path(plantos.__file__).parent
ROOT = COMPONENT.parent.parent

MANIFEST_REQUIRED = {"domain", "name", "codeowners", "documentation", "iot_class", "issue_tracker", "version"}
MANIFEST_OPTIONAL = {
    "after_dependencies",
    "bluetooth",
    "config_flow",
    "dependencies",
    "dhcp",
    "disabled",
    "homekit",
    "import_executor",
    "integration_type",
    "loggers",
    "mqtt",
    "preview_features",
    "quality_scale",
    "requirements",
    "single_config_entry",
    "ssdp",
    "usb",
    "zeroconf",
}
INTEGRATION_TYPES = {"device", "hub", "service"}
IOT_CLASSES = {"assumed_state", "calculated", "cloud_polling", "cloud_push", "local_polling", "local_push"}
VERSION_STRATEGIES = [
    AwesomeVersionStrategy.CALVER,
    AwesomeVersionStrategy.SEMVER,
    AwesomeVersionStrategy.SIMPLEVER,
    AwesomeVersionStrategy.BUILDVER,
    AwesomeVersionStrategy.PEP440,
]
HACS_KEYS: dict[str, type | tuple[type, ...]] = {
    "content_in_root": bool,
    "country": (str, list),
    "filename": str,
    "hacs": str,
    "hide_default_branch": bool,
    "homeassistant": str,
    "name": str,
    "persistent_directory": str,
    "render_readme": bool,
    "zip_release": bool,
}
SAMPLES = {
    "boolean": True,
    "config_entry": "hub-id",
    "datetime": "2026-11-21 07:00:00",
    "number": 1,
    "object": {"version": 1},
    "text": "evening",
}


@pytest.fixture(autouse=True)
def _custom_integration() -> None:
    """No Home Assistant is needed here."""


@pytest.fixture
def manifest() -> dict[str, Any]:
    """The manifest, its keys in the order of the file."""
    found: dict[str, Any] = json.loads((COMPONENT / "manifest.json").read_text())
    return found


@pytest.fixture
def icons() -> dict[str, Any]:
    """All icons."""
    found: dict[str, Any] = json.loads((COMPONENT / "icons.json").read_text())
    return found


@pytest.fixture
def actions() -> dict[str, Any]:
    """The actions as services.yaml shows them."""
    return load_yaml_dict(str(COMPONENT / "services.yaml"))


def registered() -> dict[str, Any]:
    """The actions that the component registers, with their schemas."""
    hass = MagicMock()
    async_setup_services(hass)
    return {call.args[1]: call.kwargs["schema"] for call in hass.services.async_register.call_args_list}


def sample(selector: dict[str, Any]) -> Any:
    """Something that a person could give."""
    [(kind, config)] = selector.items()
    return config["options"][0] if kind == "select" else SAMPLES[kind]


# --- the manifest -----------------------------------------------------------------------------------


def test_the_manifest_says_all_it_has_to_and_nothing_unknown(manifest: dict[str, Any]) -> None:
    assert manifest.keys() >= MANIFEST_REQUIRED
    assert manifest.keys() <= MANIFEST_REQUIRED | MANIFEST_OPTIONAL


def test_the_manifest_lists_domain_and_name_and_then_the_alphabet(manifest: dict[str, Any]) -> None:
    assert list(manifest) == ["domain", "name", *sorted(manifest.keys() - {"domain", "name"})]


def test_the_manifest_is_plantos(manifest: dict[str, Any]) -> None:
    assert manifest["domain"] == DOMAIN == COMPONENT.name
    assert manifest["integration_type"] in INTEGRATION_TYPES
    assert manifest["iot_class"] in IOT_CLASSES
    assert manifest["codeowners"]
    assert all(owner.startswith("@") for owner in manifest["codeowners"])
    assert manifest["config_flow"] is (COMPONENT / "config_flow.py").exists()
    for key in ("documentation", "issue_tracker"):
        assert manifest[key].startswith("https://")
        assert "home-assistant.io" not in manifest[key]


def test_nothing_is_required_that_cannot_be_written_in_one_word(manifest: dict[str, Any]) -> None:
    assert not [requirement for requirement in manifest.get("requirements", []) if " " in requirement]
    assert not set(manifest.get("dependencies", [])) & set(manifest.get("after_dependencies", []))


def test_the_version_stands_in_the_manifest_alone_and_home_assistant_can_read_it(manifest: dict[str, Any]) -> None:
    AwesomeVersion(manifest["version"], ensure_strategy=VERSION_STRATEGIES)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    frontend = json.loads((ROOT / "frontend" / "package.json").read_text())
    assert "version" not in project.keys() | frontend.keys()


# --- the repository ---------------------------------------------------------------------------------


def test_the_catalogue_finds_what_it_looks_for() -> None:
    hacs = json.loads((ROOT / "hacs.json").read_text())
    assert hacs["name"] == "PlantOS"
    for key, value in hacs.items():
        assert isinstance(value, HACS_KEYS[key])
    assert "filename" in hacs or not hacs.get("zip_release")
    assert AwesomeVersion(hacs["homeassistant"]) <= AwesomeVersion(running_version)


def test_the_repository_holds_one_component() -> None:
    folders = [path.name for path in COMPONENT.parent.iterdir() if path.is_dir() and path.name != "__pycache__"]
    assert folders == [DOMAIN]


def test_the_repository_has_a_licence_and_a_readme() -> None:
    assert (ROOT / "LICENSE").is_file()
    assert (ROOT / "README.md").is_file()


@pytest.mark.parametrize(("name", "size"), [("icon.png", 256), ("icon@2x.png", 512)])
def test_the_icon_is_square_and_transparent(name: str, size: int) -> None:
    with Image.open(COMPONENT / "brand" / name) as icon:
        assert (icon.format, icon.size, icon.mode) == ("PNG", (size, size), "RGBA")


def test_the_logo_is_wide_and_transparent() -> None:
    with Image.open(COMPONENT / "brand" / "logo.png") as logo:
        assert (logo.format, logo.mode) == ("PNG", "RGBA")
        assert logo.width > logo.height
        assert 128 <= logo.height <= 256


def test_every_brand_image_is_small() -> None:
    assert not [path.name for path in (COMPONENT / "brand").iterdir() if path.stat().st_size > 60_000]


# --- what the component shows -----------------------------------------------------------------------


def test_every_action_is_shown_to_people(actions: dict[str, Any], icons: dict[str, Any]) -> None:
    assert registered().keys() == actions.keys() == icons["services"].keys()


def test_home_assistant_can_read_every_action(actions: dict[str, Any]) -> None:
    _SERVICES_SCHEMA(actions)
    for action in actions.values():
        for field in action.get("fields", {}).values():
            validate_selector(field["selector"])


def test_no_action_filters_its_target_by_device(actions: dict[str, Any]) -> None:
    # hassfest refuses it: the filter is ignored for areas, floors and labels.
    assert not [name for name, action in actions.items() if "device" in (action.get("target") or {})]


def test_every_field_of_an_action_is_accepted_by_it(actions: dict[str, Any]) -> None:
    schemas = registered()
    for name, action in actions.items():
        given = {key: sample(field["selector"]) for key, field in action.get("fields", {}).items()}
        target = {"entity_id": ["sensor.basil"]} if "target" in action else {}
        assert given.items() <= schemas[name](target | given).items()


@pytest.mark.parametrize(
    ("kind", "offered", "schema"),
    [("triggers", TRIGGERS, _TRIGGERS_DESCRIPTION_SCHEMA), ("conditions", CONDITIONS, _CONDITIONS_DESCRIPTION_SCHEMA)],
)
def test_every_trigger_and_condition_is_shown_to_people(
    icons: dict[str, Any], kind: str, offered: dict[str, Any], schema: Any
) -> None:
    shown = schema(load_yaml_dict(str(COMPONENT / f"{kind}.yaml")))
    assert offered.keys() == shown.keys() == icons[kind].keys()
    for described in shown.values():
        validate_selector({"target": described["target"]})
        for field in described.get("fields", {}).values():
            validate_selector(field["selector"])


def test_every_icon_is_a_material_design_icon(icons: dict[str, Any]) -> None:
    def leaves(branch: Any) -> list[str]:
        return [leaf for twig in branch.values() for leaf in leaves(twig)] if isinstance(branch, dict) else [branch]

    assert not [icon for icon in leaves(icons) if not icon.startswith("mdi:")]


def test_no_state_repeats_its_default_icon(icons: dict[str, Any]) -> None:
    for entities in icons["entity"].values():
        for entity in entities.values():
            assert entity["default"] not in entity.get("state", {}).values()


@pytest.mark.parametrize("platform", plantos.PLATFORMS)
def test_no_entity_waits_for_another(platform: str) -> None:
    # With 1, one call that hangs would hold back the close of every other outlet.
    assert import_module(f"{plantos.__name__}.{platform}").PARALLEL_UPDATES == 0
