"""Troubles as Home Assistant's repairs show them: raised when they come, cleared when they go."""

from collections.abc import Iterable
from typing import NoReturn

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CoreState, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.translation import async_get_cached_translations

from .const import DOMAIN
from .domain.hub_health import Trouble
from .domain.reasons import reason
from .sentences import sentence, unfit
from .troubles import LEDGER_TROUBLES, settings_trouble

LEDGER = "ledger"
TITLES_AT_MOST = 3


@callback
def show_issues(hass: HomeAssistant, entry_id: str, troubles: Iterable[Trouble]) -> None:
    """Show these as a hub's repairs, and none of those before that have gone."""
    shown = [trouble for trouble in troubles if trouble.shown]
    with ir.async_refresh_issues(hass, DOMAIN, config_entry_id=entry_id) as refresh:
        for trouble in shown:
            raise_issue(hass, entry_id, trouble)
        if hass.state is not CoreState.running:
            # Of what isn't there yet nobody knows whether it is still wrong.
            refresh.async_cancel()
    if not any(trouble.subject == LEDGER for trouble in shown):
        # A file that was damaged once is sound only after a look at all of it, at the next start.
        ir.async_delete_issue(hass, DOMAIN, "ledger_failed")


@callback
def raise_issue(hass: HomeAssistant, entry_id: str, trouble: Trouble) -> None:
    """Show one repair; that of the ledger belongs to no hub, for all of them share it."""
    hub_id = None if trouble.subject == LEDGER else entry_id
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_of(trouble),
        data={"entry_id": hub_id, "kind": trouble.kind, "subject": trouble.subject},
        is_fixable=trouble.fixable,
        severity=ir.IssueSeverity.CRITICAL if trouble.critical else ir.IssueSeverity.WARNING,
        translation_key=trouble.kind,
        translation_placeholders=dict(trouble.names),
        config_entry_id=hub_id,
    )


@callback
def refuse_settings(hass: HomeAssistant, entry: ConfigEntry, error: str) -> NoReturn:
    """Show that a hub's settings can't be read, and refuse to set it up. Raises ConfigEntryError."""
    raise_issue(hass, entry.entry_id, settings_trouble(entry, error))
    raise unfit(reason("failed_settings", error=error))


def in_words(hass: HomeAssistant, troubles: Iterable[Trouble]) -> str:
    """What is wrong, the worst first, as people read it."""
    worst = sorted(troubles, key=lambda trouble: not trouble.critical)
    titles = list(dict.fromkeys(title_of(hass, trouble) for trouble in worst))
    return "; ".join([*titles[:TITLES_AT_MOST], *(["…"] if len(titles) > TITLES_AT_MOST else [])])


def title_of(hass: HomeAssistant, trouble: Trouble) -> str:
    """A trouble in a few words, in the language of this Home Assistant."""
    if trouble.kind == "outlet_unreachable":
        return sentence(hass, reason("trouble_outlet_unreachable", plant=trouble.names["plant"]))
    if trouble.kind == "probe_silent":
        return sentence(hass, reason("trouble_probe_silent", plant=trouble.names["plant"]))
    texts = async_get_cached_translations(hass, hass.config.language, "issues", DOMAIN)
    return texts.get(f"component.{DOMAIN}.issues.{trouble.kind}.title", trouble.kind).format(**trouble.names)


def issue_of(trouble: Trouble) -> str:
    """The id of a trouble's repair."""
    return trouble.kind if trouble.subject == LEDGER else f"{trouble.kind}_{trouble.subject}"


@callback
def async_forget(hass: HomeAssistant) -> None:
    """Clear what no hub is left to clear; the repairs of a hub itself go with its entry."""
    if hass.config_entries.async_entries(DOMAIN, include_ignore=False):
        return
    for kind in LEDGER_TROUBLES:
        ir.async_delete_issue(hass, DOMAIN, kind)
