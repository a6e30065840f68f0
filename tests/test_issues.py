"""Repairs live as long as what they tell of, and every one of them is written down."""

import ast
from pathlib import Path
from types import MappingProxyType

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components import plantos
from custom_components.plantos.domain.readings import Measure
from custom_components.plantos.domain.settings import WEATHER_SOURCES
from custom_components.plantos.fixes import FIXES
from custom_components.plantos.hardware import Fault
from custom_components.plantos.troubles import Lookout

from .conftest import BASIL, FERN, Bench, BenchMaker, plant_data, subentry
from .mending import TEXTS, repair, repairs

CHOICES = {"probe_quarantined", "source_removed", "channel_removed"}
LEDGER = {"ledger_damaged", "ledger_newer"}


def troubles() -> dict[str, dict[str, object]]:
    """Every kind of trouble that the code tells of, with what it says of it."""
    found: dict[str, dict[str, object]] = {}
    for node in ast.walk(ast.parse((Path(plantos.__file__).parent / "troubles.py").read_text())):
        if isinstance(node, ast.Call):
            said: dict[str, object] = {
                k.arg: k.value.value for k in node.keywords if k.arg and isinstance(k.value, ast.Constant)
            }
            if "kind" in said:
                found[str(said["kind"])] = said
            elif said.get("fixable"):
                # Entity or channel: which of the two is known only while running.
                found |= {"source_removed": said, "channel_removed": said}
    # Home Assistant asks for credentials itself.
    return found | {f"device_{fault}": {} for fault in Fault if fault is not Fault.NOT_AUTHORIZED}


# --- texts ------------------------------------------------------------------------------------------


def test_every_trouble_that_is_shown_has_its_texts_and_no_text_is_left_over() -> None:
    assert TEXTS.keys() == {kind for kind, said in troubles().items() if said.get("shown", True)}


def test_every_trouble_that_can_be_fixed_has_a_fix_and_the_texts_for_it() -> None:
    fixable = {kind for kind, said in troubles().items() if said.get("fixable")}
    assert fixable == FIXES.keys() | CHOICES | LEDGER
    assert {kind for kind, text in TEXTS.items() if "fix_flow" in text} == fixable
    for kind in fixable:
        flow = TEXTS[kind]["fix_flow"]
        assert {"title", "description", "submit"} <= flow["step"]["confirm"].keys()
        assert "failed" in flow["error"]
        assert flow["abort"].keys() == ({"works_again"} if kind in LEDGER else {"not_set_up"})


def with_channels(parts: set[str]) -> set[str]:
    return parts | {f"{part}_channel" for part in parts}


def test_every_part_that_can_be_chosen_has_a_name() -> None:
    probes = {f"{measure}_{kind}" for measure in Measure for kind in ("probe", "backup")}
    assert TEXTS["probe_quarantined"]["fix_flow"]["step"]["confirm"]["data"].keys() == with_channels(probes)
    parts = with_channels(probes | {"outlet", "pump", "tank", "flow_meter", "leak"})
    # No device of a hub tells of the weather.
    for kind, named in (("source_removed", parts | {*WEATHER_SOURCES}), ("channel_removed", parts)):
        assert TEXTS[kind]["fix_flow"]["step"]["confirm"]["data"].keys() == named


# --- how long they live -----------------------------------------------------------------------------


@pytest.fixture
async def ill(bench: Bench) -> Bench:
    """A basil whose waterings have no effect."""
    await bench.coordinator.waterer.standings.change(BASIL, without_effect=2)
    await bench.pass_time(2)
    assert repairs(bench.hass) == {"no_effect"}
    return bench


async def test_a_repair_stays_while_its_hub_is_unloaded_and_over_a_reload(ill: Bench) -> None:
    await ill.hass.config_entries.async_unload(ill.entry.entry_id)
    assert repairs(ill.hass) == {"no_effect"}
    await ill.hass.config_entries.async_setup(ill.entry.entry_id)
    assert repairs(ill.hass) == {"no_effect"}


async def test_what_was_put_right_while_a_hub_was_unloaded_is_cleared_when_it_is_back(ill: Bench) -> None:
    standings, ledger = ill.coordinator.waterer.standings, ill.coordinator.ledger
    await ill.hass.config_entries.async_unload(ill.entry.entry_id)
    await ledger.open()
    await standings.change(BASIL, without_effect=0)
    await ledger.close()
    await ill.hass.config_entries.async_setup(ill.entry.entry_id)
    assert repairs(ill.hass) == set()


async def test_a_repair_goes_with_its_hub_and_leaves_those_of_others(hass: HomeAssistant, ill: Bench) -> None:
    ir.async_create_issue(
        hass, "other", "theirs", is_fixable=False, severity=ir.IssueSeverity.WARNING, translation_key="theirs"
    )
    await hass.config_entries.async_remove(ill.entry.entry_id)
    assert repairs(hass) == set()
    assert ir.async_get(hass).async_get_issue("other", "theirs")


async def test_a_repair_goes_with_its_plant(ill: Bench) -> None:
    ill.hass.config_entries.async_add_subentry(
        ill.entry,
        ConfigSubentry(
            data=MappingProxyType(plant_data("Fern", outlet=None, automatic=False)),
            subentry_id=FERN,
            subentry_type="plant",
            title="Fern",
            unique_id=None,
        ),
    )
    await ill.settle()
    assert repairs(ill.hass) == {"no_effect"}
    ill.hass.config_entries.async_remove_subentry(ill.entry, BASIL)
    await ill.settle()
    await ill.pass_time(2)
    assert repairs(ill.hass) == set()


async def test_a_repair_that_somebody_ignores_stays_ignored_while_it_lasts(ill: Bench) -> None:
    ir.async_ignore_issue(ill.hass, "plantos", f"no_effect_{BASIL}", ignore=True)
    await ill.pass_time(62, step=31)
    issue = repair(ill.hass, "no_effect")
    assert issue and issue.dismissed_version


async def test_a_repair_that_was_closed_too_early_comes_back(ill: Bench) -> None:
    ir.async_delete_issue(ill.hass, "plantos", f"no_effect_{BASIL}")
    await ill.pass_time(62, step=31)
    assert repair(ill.hass, "no_effect")


# --- how often is looked ----------------------------------------------------------------------------


async def test_a_storm_of_changes_is_looked_at_once_a_second_and_only_where_it_blew(
    make_bench: BenchMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = await make_bench(
        subentry(BASIL, plant_data()), subentry(FERN, plant_data("Fern", outlet=None, probes={}, strategy="manual"))
    )
    await bench.pass_time(2)
    looked: list[set[str]] = []
    look = Lookout.look

    def count(self: Lookout, *, around: bool) -> object:
        looked.append(set(self._heard))
        return look(self, around=around)

    monkeypatch.setattr(Lookout, "look", count)
    for value in range(20):
        await bench.moisture(45 + value / 10)
    await bench.pass_time(1)
    assert looked == [{BASIL}]


async def test_nobody_looks_at_a_hub_that_was_left(ill: Bench) -> None:
    hub = ill.coordinator
    await ill.hass.config_entries.async_unload(ill.entry.entry_id)
    ir.async_delete_issue(ill.hass, "plantos", f"no_effect_{BASIL}")
    hub.show(BASIL)
    await hub.watch.async_look()
    assert repairs(ill.hass) == set()
