"""The actions for plants as a whole: export, import, clone. For administrators, as the forms are."""

from collections import Counter
from collections.abc import Iterator

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.const import ATTR_CONFIG_ENTRY_ID, CONF_NAME
from homeassistant.core import ServiceCall, ServiceResponse, SupportsResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonValueType
from pydantic import ValidationError
import voluptuous as vol

from .actions import Action, Answer, each
from .commands import audited
from .const import CONF_KIND, KIND_DEMO, SUBENTRY_PLANT
from .coordinator import PlantosCoordinator
from .domain.reasons import Reason, reason
from .exports import VERSION, document
from .garden import PLANT_PARTS
from .imports import Arrival, Document, Importer
from .names import free_name, titles_of
from .sentences import refused, sentence
from .targets import Target, async_hubs, async_require_admin, async_targets

ATTR_DATA = "data"
ATTR_REPLACE = "replace"

EXPORT = vol.Schema(cv.TARGET_SERVICE_FIELDS)
IMPORT = vol.Schema(
    {
        # Judged in the handler: a wrong document gets a sentence, not a schema's message.
        vol.Required(ATTR_DATA): object,
        vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Optional(ATTR_REPLACE, default=False): cv.boolean,
    }
)
CLONE = cv.make_entity_service_schema({vol.Optional(CONF_NAME): cv.string})


async def _async_export_plants(call: ServiceCall) -> ServiceResponse:
    """Describe plants with all that belongs to them, hub by hub; without a target all."""
    await async_require_admin(call)
    targets = await async_targets(call, POLICY_READ, all_without_target=True)
    hubs = dict.fromkeys(target.coordinator for target in targets)
    plant_ids = {target.subject for target in targets}
    return {"version": VERSION, "hubs": [document(hub.config_entry, plant_ids) for hub in hubs]}


async def _async_import_plants(call: ServiceCall) -> ServiceResponse:
    """Bring exported plants back to their hub, or into another; what is refused for one keeps no other out."""
    await async_require_admin(call)
    errors: list[HomeAssistantError] = []
    answers: list[JsonValueType] = []
    for hub, known in [(_hub(call, known), known) for known in _documents(call.data[ATTR_DATA])]:
        async with audited(hub, "import_plants", None, call.context) as facts:
            # Nothing is waited for between two plants: the first that is added has the hub set up anew.
            arrivals = [*_bring(call, hub, known, errors)]
            facts.after |= Counter(str(arrival["result"]) for arrival in arrivals)
            facts.after["plants"] = ", ".join(str(arrival["plant_name"]) for arrival in arrivals)
        answers += arrivals
    if errors and len(errors) == len(answers):
        raise errors[0]
    return {"plants": answers}


def _bring(
    call: ServiceCall, hub: PlantosCoordinator, known: Document, errors: list[HomeAssistantError]
) -> Iterator[Answer]:
    """What becomes of each plant of a document."""
    importer = Importer(call.hass, hub.config_entry, known)
    for plant in known.plants:
        try:
            arrival = importer.bring(plant, replace=call.data[ATTR_REPLACE])
        except HomeAssistantError as error:
            errors.append(error)
            why = sentence(call.hass, Reason(error.translation_key or "", error.translation_placeholders or {}))
            name = str(plant.get(CONF_NAME, ""))
            yield {"plant_id": None, "plant_name": name, "result": "refused", "left_out": [], "reason": why}
        else:
            yield {**_arrived(arrival), "reason": None}


def _documents(given: object) -> Iterator[Document]:
    """The hubs of what was exported. Raises a translated error for anything else."""
    if not isinstance(given, dict) or not isinstance(given.get("hubs"), list):
        raise refused(reason("import_not_exported"))
    if given.get("version") != VERSION:
        raise refused(reason("import_other_version", version=str(given.get("version"))[:40], known=VERSION))
    for hub in given["hubs"]:
        try:
            yield Document.model_validate(hub)
        except ValidationError as error:
            raise refused(reason("import_not_exported")) from error


def _hub(call: ServiceCall, known: Document) -> PlantosCoordinator:
    """Where a document's plants are to go. Raises a translated error where that hub isn't set up."""
    entry_id = call.data.get(ATTR_CONFIG_ENTRY_ID, known.config_entry_id)
    for hub in async_hubs(call.hass):
        if hub.config_entry.entry_id == entry_id:
            return hub
    raise refused(reason("import_no_hub", hub=known.hub or entry_id))


async def _async_clone_plant(call: ServiceCall) -> ServiceResponse:
    """Add another plant like this one, which hangs on nothing yet."""
    await async_require_admin(call)

    async def clone(target: Target) -> Answer:
        hub, entry = target.coordinator, target.coordinator.config_entry
        known = document(entry, {target.subject})
        if not known["plants"]:
            # It was removed, and its hub is about to be set up without it.
            raise refused(reason("no_such_plant", target=target.name))
        plant = {key: value for key, value in known["plants"][0].items() if key not in ("id", *PLANT_PARTS)}
        names = titles_of(entry, SUBENTRY_PLANT)
        if (name := call.data.get(CONF_NAME, "").strip() or free_name(target.name, names)) in names:
            raise refused(reason("clone_name_in_use", name=name))
        plant |= {CONF_NAME: name, "automatic": entry.data[CONF_KIND] == KIND_DEMO}
        async with audited(hub, "clone_plant", target.subject, call.context) as facts:
            arrival = Importer(call.hass, entry, Document.model_validate(known)).bring(plant, replace=False)
            facts.after["plant"] = arrival.plant_id
        return {"clone_id": arrival.plant_id, "clone_name": arrival.name}

    return {"plants": await each(call, await async_targets(call, POLICY_CONTROL), clone)}


def _arrived(arrival: Arrival) -> Answer:
    return {
        "plant_id": arrival.plant_id,
        "plant_name": arrival.name,
        "result": arrival.result,
        "left_out": [*arrival.left_out],
    }


PLANT_ACTIONS = (
    Action("export_plants", _async_export_plants, EXPORT, SupportsResponse.ONLY),
    Action("import_plants", _async_import_plants, IMPORT),
    Action("clone_plant", _async_clone_plant, CLONE),
)
