"""Repairs as people meet them: what is shown, and the flow that puts it right."""

import asyncio
from collections.abc import Mapping
import json
from pathlib import Path
from string import Formatter
from typing import Any

from homeassistant.components.repairs import RepairsFlowManager, RepairsFlowResult, repairs_flow_manager
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from custom_components import plantos
from custom_components.plantos.watering.audit import AuditEntry

from .conftest import BASIL, Bench

TEXTS: dict[str, Any] = json.loads((Path(plantos.__file__).parent / "translations" / "en.json").read_text())["issues"]


def repair(hass: HomeAssistant, kind: str, subject: str | None = BASIL) -> ir.IssueEntry | None:
    """A repair that is shown, with all that its texts need."""
    issue_id = kind if subject is None else f"{kind}_{subject}"
    issue = ir.async_get(hass).async_get_issue("plantos", issue_id)
    if issue is None or not issue.active:
        return None
    text = TEXTS[issue.translation_key or ""]
    step = text.get("fix_flow", {}).get("step", {}).get("confirm", {})
    written = [text["title"], text.get("description", ""), step.get("title", ""), step.get("description", "")]
    needed = {name for one in written for _, name, _, _ in Formatter().parse(one) if name}
    assert needed <= (issue.translation_placeholders or {}).keys()
    assert issue.is_fixable is ("fix_flow" in text)
    return issue


def repairs(hass: HomeAssistant) -> set[str]:
    """The kinds of all repairs that are shown."""
    return {str(i.translation_key) for i in ir.async_get(hass).issues.values() if i.domain == "plantos" and i.active}


async def flows(hass: HomeAssistant) -> RepairsFlowManager:
    """Whoever leads people through repairs."""
    assert await async_setup_component(hass, "repairs", {})
    manager = repairs_flow_manager(hass)
    assert manager
    return manager


async def begin(hass: HomeAssistant, kind: str, subject: str | None = BASIL) -> RepairsFlowResult:
    """Open a repair."""
    issue_id = kind if subject is None else f"{kind}_{subject}"
    return await (await flows(hass)).async_init("plantos", context={"issue_id": issue_id})


async def answer(hass: HomeAssistant, form: RepairsFlowResult, given: Mapping[str, Any]) -> RepairsFlowResult:
    """Answer its form."""
    assert form["type"] is FlowResultType.FORM
    return await (await flows(hass)).async_configure(form["flow_id"], dict(given))


async def mend(
    bench: Bench, kind: str, subject: str | None = BASIL, given: Mapping[str, Any] | None = None, wait_s: float = 0
) -> RepairsFlowResult:
    """Open a repair and answer it, while time passes."""
    form = await begin(bench.hass, kind, subject)
    answering = asyncio.create_task(answer(bench.hass, form, given or {}))
    if wait_s:
        await bench.pass_time(wait_s)
    result = await answering
    await bench.settle()
    return result


def refusal(result: RepairsFlowResult) -> str:
    """Why a repair didn't help, in words."""
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"base": "failed"}
    why = (result["description_placeholders"] or {})["why"]
    assert why in TEXTS_OF_ERRORS.format(why=why)
    return why


TEXTS_OF_ERRORS = TEXTS["outlet_stuck"]["fix_flow"]["error"]["failed"]


async def newest_command(bench: Bench) -> AuditEntry:
    """The last command in the audit that is no watering."""
    entries = await bench.coordinator.audit.newest(20)
    return next(entry for entry in entries if not entry.action.startswith("water ("))
