"""The public book is read in our units, and each way in which it can fail to answer is told from the others."""

from http import HTTPStatus

from aiohttp import ClientConnectionError
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
import pytest
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from custom_components.plantos.openplantbook import Page, Plantbook, PlantbookError, Refusal

from .plantbook import ACCOUNT, PEPPER, TOMATO, Book


@pytest.fixture
def server(aioclient_mock: AiohttpClientMocker) -> Book:
    """The book itself."""
    return Book(aioclient_mock)


@pytest.fixture
def reader(hass: HomeAssistant, server: Book) -> Plantbook:
    """Somebody with an account."""
    return Plantbook(async_get_clientsession(hass), **ACCOUNT)


async def refusal(reader: Plantbook, text: str = "capsicum") -> Refusal:
    """Why nothing could be found."""
    with pytest.raises(PlantbookError) as caught:
        await reader.search(text)
    return caught.value.refusal


async def test_a_search_finds_plants_by_any_name(reader: Plantbook) -> None:
    assert await reader.search("solanum") == {TOMATO["pid"]: "Lycopersicon esculentum"}
    assert await reader.search("Capsicum") == {PEPPER["pid"]: "Capsicum 'Red/Green' 5%"}


async def test_a_search_asks_for_what_was_typed_and_not_for_everything(reader: Plantbook, server: Book) -> None:
    await reader.search("capsicum")
    assert dict(server.asked[-1].query) == {"alias": "capsicum", "limit": "50"}
    assert await refusal(reader, "a & b") is Refusal.NOTHING_FOUND
    assert server.asked[-1].query["alias"] == "a & b"


async def test_a_page_says_what_a_plant_needs_in_our_units(reader: Plantbook) -> None:
    assert await reader.page("lycopersicon esculentum") == Page(
        "Lycopersicon esculentum",
        "solanum lycopersicum",
        {"moisture": (22.0, 70.0), "temperature": (10.0, 35.0), "humidity": (30.0, 70.0), "light": (5.2, 22.0)},
    )


async def test_a_page_is_found_however_its_key_is_written(reader: Plantbook) -> None:
    assert (await reader.page("capsicum 'red/green' 5%")).name == "Capsicum 'Red/Green' 5%"


async def test_what_the_book_does_not_know_is_unknown(reader: Plantbook, server: Book) -> None:
    server.plants["fern"] = {
        "pid": "fern",
        "min_soil_moist": None,
        "max_soil_moist": 60,
        "min_temp": 30,
        "max_temp": 12,
        "min_env_humid": "damp",
        "max_env_humid": 90,
        "min_light_mmol": 400,
        "max_light_mmol": 700,
    }
    assert await reader.page("fern") == Page("fern", "", {"light": (0.4, 0.7)})


async def test_a_plant_without_a_name_is_called_by_its_key(reader: Plantbook, server: Book) -> None:
    server.plants = {"fern": {"pid": "fern", "display_pid": None, "alias": None, "category": None}}
    assert await reader.search("fern") == {"fern": "fern"}


@pytest.mark.parametrize(
    ("path", "status", "why"),
    [
        ("token", HTTPStatus.UNAUTHORIZED, Refusal.NOT_AUTHORIZED),
        ("token", HTTPStatus.BAD_REQUEST, Refusal.NOT_AUTHORIZED),
        ("token", HTTPStatus.TOO_MANY_REQUESTS, Refusal.LIMIT_REACHED),
        ("token", HTTPStatus.BAD_GATEWAY, Refusal.FAILED),
        ("search", HTTPStatus.FORBIDDEN, Refusal.NOT_AUTHORIZED),
        ("search", HTTPStatus.BAD_REQUEST, Refusal.NOTHING_FOUND),
        ("search", HTTPStatus.TOO_MANY_REQUESTS, Refusal.LIMIT_REACHED),
        ("search", HTTPStatus.INTERNAL_SERVER_ERROR, Refusal.FAILED),
        ("search", HTTPStatus.IM_A_TEAPOT, Refusal.FAILED),
    ],
)
async def test_each_refusal_is_told_from_the_others(
    reader: Plantbook, server: Book, path: str, status: HTTPStatus, why: Refusal
) -> None:
    server.instead = {path: (status, "{}")}
    assert await refusal(reader) is why


async def test_a_wrong_secret_opens_nothing(hass: HomeAssistant, server: Book) -> None:
    stranger = Plantbook(async_get_clientsession(hass), "me", "abracadabra")
    assert await refusal(stranger) is Refusal.NOT_AUTHORIZED
    assert [url.path for url in server.asked] == ["/api/v1/token/"]


async def test_a_page_that_is_gone_is_not_found(reader: Plantbook) -> None:
    with pytest.raises(PlantbookError) as caught:
        await reader.page("dodo")
    assert caught.value.refusal is Refusal.NOTHING_FOUND


@pytest.mark.parametrize("fault", [ClientConnectionError(), TimeoutError()])
async def test_a_book_out_of_reach_says_so(reader: Plantbook, server: Book, fault: Exception) -> None:
    server.fault = fault
    assert await refusal(reader) is Refusal.UNREACHABLE


@pytest.mark.parametrize(
    ("path", "answer", "why"),
    [
        ("token", "{}", Refusal.NOT_AUTHORIZED),
        ("token", "<html>", Refusal.FAILED),
        ("search", "<html>", Refusal.FAILED),
        ("search", "[]", Refusal.FAILED),
        ("search", "{}", Refusal.NOTHING_FOUND),
        ("search", '{"results": 3}', Refusal.NOTHING_FOUND),
        ("search", '{"results": ["fern", {"alias": "fern"}]}', Refusal.NOTHING_FOUND),
    ],
)
async def test_nonsense_is_no_plant(reader: Plantbook, server: Book, path: str, answer: str, why: Refusal) -> None:
    server.instead = {path: (HTTPStatus.OK, answer)}
    assert await refusal(reader) is why


def test_the_secret_is_in_no_log() -> None:
    assert ACCOUNT["client_secret"] not in repr(Plantbook(None, **ACCOUNT))  # type: ignore[arg-type]  # asks nothing
