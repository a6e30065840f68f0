"""Spoken requests: the answer to each, and the sentences that Home Assistant's conversation hands over to us."""

from datetime import datetime

from hassil.recognize import RecognizeResult
from homeassistant.components.conversation import DOMAIN as CONVERSATION_DOMAIN, ConversationInput
from homeassistant.components.conversation.agent_manager import get_agent_manager
from homeassistant.components.homeassistant.exposed_entities import async_listen_entity_updates
from homeassistant.config_entries import SIGNAL_CONFIG_ENTRY_CHANGED
from homeassistant.core import CALLBACK_TYPE, Context, HassJob, HomeAssistant, callback
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_call_later

from .domain.reasons import reason
from .exposed import async_exposed
from .spoken import async_answer, async_say
from .targets import async_hubs
from .voice.hearing import Hearing

# Names change in bursts, as when a hub is set up.
SETTLED_S = 0.5


class Listener:
    """Keeps the sentences that name plants in step with the plants' names."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Know nothing yet."""
        self._hass = hass
        self._hearing = Hearing((), ())
        self._names: tuple[frozenset[str], frozenset[str]] | None = None
        self._unregister: CALLBACK_TYPE | None = None
        self._look_job = HassJob(self._look, "name plants in sentences", cancel_on_shutdown=True)
        self._looks_later = False

    @callback
    def async_start(self) -> None:
        """Follow whatever changes a name or whether it may be spoken of."""
        self._hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, self._changed)
        self._hass.bus.async_listen(dr.EVENT_DEVICE_REGISTRY_UPDATED, self._changed)
        self._hass.bus.async_listen(ar.EVENT_AREA_REGISTRY_UPDATED, self._changed)
        async_listen_entity_updates(self._hass, CONVERSATION_DOMAIN, self._changed)
        async_dispatcher_connect(self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._changed)
        self._look()

    @callback
    def _changed(self, *_change: object) -> None:
        if not self._looks_later:
            self._looks_later = True
            async_call_later(self._hass, SETTLED_S, self._look_job)

    @callback
    def _look(self, _now: datetime | None = None) -> None:
        """Register the sentences anew where they name anything else than before."""
        self._looks_later = False
        known = [each.known for each in async_exposed(self._hass, CONVERSATION_DOMAIN)]
        plants = frozenset(name for each in known for name in each.called)
        areas = frozenset(name for each in known for name in each.areas)
        # With nothing exposed a stop is still heard, as long as there is any hub.
        names = (plants, areas) if async_hubs(self._hass) else None
        if names == self._names:
            return
        self._names = names
        if self._unregister:
            self._unregister()
            self._unregister = None
        if names is None:
            return
        self._hearing = Hearing(plants, areas)
        manager = get_agent_manager(self._hass)
        self._unregister = manager.register_trigger(self._hearing.sentences, self._async_hear)
        if manager.default_agent:
            # The agent reads new sentences when the next one is said, and no stop shall wait for that.
            said = ConversationInput("", Context(), None, None, None, self._hass.config.language, CONVERSATION_DOMAIN)
            warmed = manager.default_agent.async_recognize_sentence_trigger(said)
            self._hass.async_create_task(warmed, "read sentences about plants")

    async def _async_hear(self, said: ConversationInput, _result: RecognizeResult) -> str:
        """Answer one sentence in the language that it is in.

        Home Assistant has taken it for ours and says "Done" to no answer, so there is one in any case.
        """
        heard = self._hearing.hear(said.text, said.language)
        if heard is None:
            return await async_say(self._hass, reason("voice_not_understood"), said.language)
        language, request = heard
        return await async_answer(self._hass, request, said.context, language, CONVERSATION_DOMAIN)
