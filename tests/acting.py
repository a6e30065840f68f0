"""People and automations that call actions while time passes."""

import asyncio
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from .conftest import BASIL, Bench


def device_of(bench: Bench, subject: str = BASIL) -> str:
    """The device of a plant, a supply or the hub."""
    device = bench.coordinator.device(subject)
    assert device
    return device.id


def name_device(bench: Bench, subject: str, **changes: Any) -> None:
    """Change what the registry says of a device."""
    dr.async_get(bench.hass).async_update_device(device_of(bench, subject), **changes)


def person(hass: HomeAssistant, *entity_ids: str) -> Context:
    """Somebody who isn't an administrator, and may read and control these entities; without any, all."""
    user = MockUser(groups=[]).add_to_hass(hass)
    user.mock_policy({"entities": {"entity_ids": dict.fromkeys(entity_ids, True)} if entity_ids else True})
    return Context(user_id=user.id)


async def call(
    bench: Bench,
    name: str,
    data: dict[str, Any] | None = None,
    *,
    target: dict[str, Any] | None = None,
    wait_s: float = 0,
    context: Context | None = None,
) -> Any:
    """Call an action with response data while time passes."""
    answer = asyncio.create_task(
        bench.hass.services.async_call(
            "plantos", name, data or {}, blocking=True, return_response=True, context=context, target=target
        )
    )
    for _ in range(3):
        await asyncio.sleep(0)
    if not answer.done() and wait_s:
        # What comes before the water has to be over first, since it is the water that takes the time.
        await begun(bench)
        await bench.pass_time(wait_s)
    return await answer


async def begun(bench: Bench) -> None:
    """Let happen what comes before the water, which takes several turns of the ledger."""
    for _ in range(5):
        if not bench.outlet.flowing:
            await bench.settle()


async def act(
    bench: Bench,
    name: str,
    data: dict[str, Any] | None = None,
    *,
    wait_s: float = 0,
    context: Context | None = None,
    **target: Any,
) -> Any:
    """Call an action for the basil, or for the target that is named."""
    target = target or {"device_id": device_of(bench)}
    return await call(bench, name, data, target=target, wait_s=wait_s, context=context)


async def tell(bench: Bench, name: str, data: dict[str, Any] | None = None) -> None:
    """Call an action for the basil, and want no answer."""
    target = {"device_id": device_of(bench)}
    await bench.hass.services.async_call("plantos", name, data or {}, blocking=True, target=target)


async def refused(bench: Bench, name: str, data: dict[str, Any] | None = None, **named: Any) -> str | None:
    """The key of the sentence by which an action is refused."""
    with pytest.raises(ServiceValidationError) as error:
        await act(bench, name, data, **named)
    return in_words(error.value)


def in_words(error: HomeAssistantError) -> str | None:
    """The key of an error, whose sentence exists and takes its placeholders."""
    assert error.translation_domain == "plantos"
    assert "{" not in str(error)
    assert str(error) != error.translation_key
    return error.translation_key
