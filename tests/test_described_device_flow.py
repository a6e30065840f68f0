"""A person describes a device that answers JSON: what it must be told, and how it is tried out before it is kept."""

import asyncio
from typing import Any

from aiohttp import web
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from . import http_forms as forms
from .hardware.http.conftest import Server
from .http_forms import SOIL, TEXTS, described, filled, usable
from .steps import Steps, suggested

server, hub, steps, box, elsewhere = forms.server, forms.hub, forms.steps, forms.box, forms.elsewhere


async def test_a_device_is_described_tried_out_and_kept(
    hub: MockConfigEntry, steps: Steps, server: Server, box: dict[str, Any]
) -> None:
    root = f"http://127.0.0.1:{server.port}"
    server.routes["/pump"] = {"on": True}
    pump = {
        "role": "outlet",
        "name": "Pump",
        "path": "on",
        "state_url": f"{root}/pump",
        "on_url": f"{root}/on?for={{seconds}}",
        "on_body": '{"for": {seconds}}',
        "off_url": f"{root}/off",
        "method": "POST",
        "another": True,
    }
    await steps.all({"next_step_id": "json"}, box | {"username": "me", "password": "s3cret"})
    assert (await steps.go(SOIL | {"another": True}))["description_placeholders"]["number"] == "2"
    await steps.go(pump)
    shown = await steps.go(
        {"role": "flow_meter", "name": "Meter", "path": "meter", "unit": "L", "method": "GET", "another": False}
    )
    assert (shown["step_id"], shown["last_step"]) == ("json_tried", True)
    assert shown["description_placeholders"]["values"].splitlines() == ["- Soil: 41.5", "- Pump: on", "- Meter: 12"]
    assert server.asked == ["GET /all", "GET /pump"]
    made = await steps.go({})

    assert (made["title"], made["unique_id"]) == ("Box", None)
    assert made["data"]["channels"] == {
        "soil": {"role": "probe", "name": "Soil", "measure": "moisture", "unit": "%"},
        "pump": {"role": "outlet", "name": "Pump"},
        "meter": {"role": "flow_meter", "name": "Meter", "unit": "L"},
    }
    assert made["data"]["settings"] == {
        "url": box["url"],
        "username": "me",
        "password": "s3cret",
        "channels": {
            "soil": {"path": "soil[0]"},
            "pump": {
                "path": "on",
                "state": {"url": f"{root}/pump"},
                "on": {"url": f"{root}/on?for={{seconds}}", "method": "POST", "body": '{"for": {seconds}}'},
                "off": {"url": f"{root}/off", "method": "POST"},
            },
            "meter": {"path": "meter"},
        },
    }
    usable(hub)


async def test_the_word_for_the_seconds_is_explained_and_not_filled_in(steps: Steps, box: dict[str, Any]) -> None:
    form = await steps.all({"next_step_id": "json"}, box)
    text = TEXTS["step"]["json_channel"]["data_description"]["on_url"]
    assert "{seconds}" in text
    assert text.format(**form["description_placeholders"]) == text


@pytest.mark.parametrize(
    ("answer", "channel"),
    [
        ({"measure": "raw"}, {"role": "probe", "raw": True}),
        ({"measure": "temperature"}, {"role": "probe", "measure": "temperature", "unit": "°C"}),
        ({"measure": "temperature", "unit": "°F"}, {"role": "probe", "measure": "temperature", "unit": "°F"}),
        ({"measure": "illuminance", "unit": "L"}, {"role": "probe", "measure": "illuminance", "unit": "lx"}),
        ({"role": "tank"}, {"role": "tank"}),
        ({"role": "tank", "unit": "%"}, {"role": "tank", "unit": "%"}),
        ({"role": "leak", "unit": "%"}, {"role": "leak"}),
    ],
)
async def test_a_channel_is_what_its_owner_says(
    hub: MockConfigEntry, steps: Steps, box: dict[str, Any], answer: dict[str, Any], channel: dict[str, Any]
) -> None:
    made = await steps.all({"next_step_id": "json"}, box, SOIL | answer, {})
    assert made["data"]["channels"] == {"soil": channel | {"name": "Soil"}}
    usable(hub)


@pytest.mark.parametrize(
    ("answer", "errors"),
    [
        ({"name": " "}, {"name": "name_missing"}),
        ({"path": "a["}, {"path": "bad_path"}),
        ({"state_url": "box/state"}, {"state_url": "bad_url"}),
        ({"measure": "temperature", "unit": "L"}, {"unit": "temperature_unit"}),
        ({"role": "tank", "unit": "L/min"}, {"unit": "tank_unit"}),
        ({"role": "flow_meter"}, {"unit": "meter_unit"}),
        ({"role": "flow_meter", "unit": "%"}, {"unit": "meter_unit"}),
        ({"role": "outlet"}, {"on_url": "on_and_off", "off_url": "on_and_off"}),
        ({"role": "outlet", "on_url": "http://box/on"}, {"off_url": "on_and_off"}),
        ({"role": "outlet", "on_url": "http://box/on", "off_url": "off"}, {"off_url": "bad_url"}),
    ],
)
async def test_what_cannot_be_read_is_said_and_can_be_put_right(
    steps: Steps, box: dict[str, Any], answer: dict[str, Any], errors: dict[str, str]
) -> None:
    wrong = await steps.all({"next_step_id": "json"}, box, SOIL | answer)
    assert (wrong["step_id"], wrong["errors"]) == ("json_channel", errors)
    assert set(errors.values()) <= TEXTS["error"].keys()
    assert (await steps.go(SOIL))["step_id"] == "json_tried"


async def test_a_probe_measures_something(steps: Steps, box: dict[str, Any]) -> None:
    wrong = await steps.all(
        {"next_step_id": "json"}, box, {key: value for key, value in SOIL.items() if key != "measure"}
    )
    assert wrong["errors"] == {"measure": "measure_missing"}


async def test_two_parts_of_a_device_have_two_names_and_two_keys(
    hub: MockConfigEntry, steps: Steps, box: dict[str, Any]
) -> None:
    await steps.all({"next_step_id": "json"}, box, SOIL | {"another": True})
    assert (await steps.go(SOIL))["errors"] == {"name": "channel_name_in_use"}
    await steps.go(SOIL | {"name": "soil!"})
    made = await steps.go({})
    assert made["data"]["channels"].keys() == {"soil", "soil_2"}


@pytest.mark.parametrize("url", ["box", "ftp://box/", "http://", ""])
async def test_a_device_has_an_address_on_the_web(steps: Steps, url: str) -> None:
    wrong = await steps.all({"next_step_id": "json"}, {"name": "Box", "url": url})
    assert (wrong["step_id"], wrong["errors"]) == ("json", {"url": "bad_url"})


async def test_what_cannot_be_read_is_told_and_put_right_without_writing_it_all_again(
    steps: Steps, server: Server, box: dict[str, Any]
) -> None:
    lost = SOIL | {"name": "Lost", "path": "nowhere", "another": False}
    failed = await steps.all({"next_step_id": "json"}, box, SOIL | {"another": True}, lost)
    assert (failed["type"], failed["step_id"]) == (FlowResultType.MENU, "json_failed")
    assert TEXTS["step"]["json_failed"]["menu_options"].keys() == set(failed["menu_options"])
    assert failed["description_placeholders"]["values"].splitlines() == [
        "- Soil: 41.5",
        f"- Lost: {TEXTS['error']['nonsense']}",
    ]
    again = await steps.hass.config_entries.subentries.async_configure(failed["flow_id"])
    assert again["description_placeholders"] == failed["description_placeholders"]
    back = await steps.go({"next_step_id": "json"})
    assert suggested(back) == {"name": "Box", "url": box["url"], "username": None, "password": None, "token": None}
    assert (await steps.go(box))["step_id"] == "json_parts"
    shown = await steps.go({"part": "lost"})
    assert (suggested(shown)["path"], shown["description_placeholders"]["number"]) == ("nowhere", "2")
    assert (await steps.go(described(lost) | {"path": "meter"}))["step_id"] == "json_parts"
    assert (await steps.go({}))["step_id"] == "json_tried"
    made = await steps.go({})
    assert list(made["data"]["channels"]) == ["soil", "lost"]
    assert made["data"]["settings"]["channels"]["lost"] == {"path": "meter"}


@pytest.mark.parametrize(
    ("status", "reason"), [(401, "not_authorized"), (404, "not_found"), (500, "failed"), (503, "busy")]
)
async def test_a_device_that_fails_now_may_be_kept_all_the_same(
    hub: MockConfigEntry, steps: Steps, server: Server, box: dict[str, Any], status: int, reason: str
) -> None:
    server.guard = lambda _: web.Response(status=status)
    failed = await steps.all({"next_step_id": "json"}, box, SOIL)
    assert failed["description_placeholders"]["values"] == f"- Soil: {TEXTS['error'][reason]}"
    made = await steps.go({"next_step_id": "json_keep"})
    assert made["type"] is FlowResultType.CREATE_ENTRY
    usable(hub)


async def test_parts_are_read_at_the_same_time_and_none_is_waited_for_too_long(
    steps: Steps, server: Server, box: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    met = asyncio.Barrier(2)

    async def meet(request: web.Request) -> web.StreamResponse:
        await met.wait()
        return web.json_response({"soil": 7})

    monkeypatch.setattr("custom_components.plantos.hardware.http.json_device.TRY_S", 0.5)
    server.routes |= {"/a": meet, "/b": meet, "/c": server.hang}
    parts = [
        SOIL | {"name": name, "path": "soil", "state_url": box["url"].replace("all", name), "another": name != "c"}
        for name in ("a", "b", "c")
    ]
    failed = await steps.all({"next_step_id": "json"}, box, *parts)
    assert failed["description_placeholders"]["values"].splitlines() == [
        "- a: 7",
        "- b: 7",
        f"- c: {TEXTS['error']['no_answer']}",
    ]


@pytest.mark.parametrize("secret", [{"token": "abc"}, {"username": "me", "password": "s3cret"}])
async def test_a_described_device_tells_its_secrets_to_its_own_host_only(
    steps: Steps, server: Server, box: dict[str, Any], elsewhere: str, secret: dict[str, str]
) -> None:
    heard: dict[str, list[str]] = {}

    def guard(request: web.Request) -> web.StreamResponse | None:
        if given := request.headers.get("Authorization"):
            heard.setdefault(f"http://{request.host}/all", []).append(given)
        asks = {"WWW-Authenticate": 'Basic realm="box"'}
        return None if given else web.Response(status=401, headers=asks)

    server.guard = guard
    await steps.all({"next_step_id": "json"}, box | secret, SOIL | {"another": True})
    failed = await steps.go(SOIL | {"name": "Other", "state_url": elsewhere})
    assert failed["description_placeholders"]["values"].splitlines() == [
        "- Soil: 41.5",
        f"- Other: {TEXTS['error']['not_authorized']}",
    ]
    assert heard.keys() == {box["url"]}


async def test_a_part_that_is_no_more_is_forgotten(steps: Steps, box: dict[str, Any]) -> None:
    await steps.all({"next_step_id": "json"}, box, SOIL | {"another": True}, SOIL | {"name": "Lost", "path": "no"})
    await steps.go({"next_step_id": "json_parts"})
    lost = await steps.go({"part": "lost"})
    await steps.go(filled(lost) | {"remove": True})
    await steps.go({"part": "soil"})
    assert (await steps.go(described(SOIL) | {"remove": True}))["errors"] == {"remove": "no_channels"}
    await steps.go(described(SOIL))
    await steps.go({})
    made = await steps.go({})
    assert list(made["data"]["channels"]) == list(made["data"]["settings"]["channels"]) == ["soil"]
