"""OpenPlantbook as a scripted server: it knows one account and two plants."""

from http import HTTPStatus
import re
from typing import Any

from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker, AiohttpClientMockResponse
from yarl import URL

ACCOUNT = {"client_id": "me", "client_secret": "open sesame"}
TOKEN = "the book is open"
TOMATO: dict[str, Any] = {
    "pid": "lycopersicon esculentum",
    "display_pid": "Lycopersicon esculentum",
    "alias": "solanum lycopersicum",
    "category": "Solanaceae, Solanum",
    "max_light_mmol": 22000,
    "min_light_mmol": 5200,
    "max_light_lux": 130000,
    "min_light_lux": 4000,
    "max_temp": 35,
    "min_temp": 10,
    "max_env_humid": 70,
    "min_env_humid": 30,
    "max_soil_moist": 70,
    "min_soil_moist": 22,
    "max_soil_ec": 2500,
    "min_soil_ec": 350,
}
PEPPER: dict[str, Any] = TOMATO | {
    "pid": "capsicum 'red/green' 5%",
    "display_pid": "Capsicum 'Red/Green' 5%",
    "alias": "capsicum annuum",
}


class Book:
    """The server; `instead` is what it answers to the requests for these paths, `fault` what their sending meets."""

    def __init__(self, web: AiohttpClientMocker) -> None:
        self.web = web
        self.plants: dict[str, dict[str, Any]] = {TOMATO["pid"]: TOMATO, PEPPER["pid"]: PEPPER}
        self.instead: dict[str, tuple[HTTPStatus, str]] = {}
        self.fault: Exception | None = None
        self.asked: list[URL] = []
        web.post(re.compile(r"/api/v1/token/$"), side_effect=self._token)
        web.get(re.compile(r"/api/v1/plant/search\?"), side_effect=self._search)
        web.get(re.compile(r"/api/v1/plant/detail/[^/]+/$"), side_effect=self._detail)

    async def _token(self, method: str, url: URL, data: dict[str, str]) -> AiohttpClientMockResponse:
        if data != {"grant_type": "client_credentials", **ACCOUNT}:
            return self._say(url, {"error": "invalid_client"}, HTTPStatus.UNAUTHORIZED)
        return self._say(url, {"access_token": TOKEN, "expires_in": 2_592_000})

    async def _search(self, method: str, url: URL, data: None) -> AiohttpClientMockResponse:
        found = [
            {key: plant[key] for key in ("pid", "display_pid", "alias", "category")}
            for plant in self.plants.values()
            if url.query["alias"].casefold() in f"{plant['pid']} {plant['alias']}"
        ]
        return self._say(url, {"count": len(found), "next": None, "results": found})

    async def _detail(self, method: str, url: URL, data: None) -> AiohttpClientMockResponse:
        plant = self.plants.get(url.parts[-2])
        return self._say(url, plant or {"detail": "Not found."}, HTTPStatus.OK if plant else HTTPStatus.NOT_FOUND)

    def _say(self, url: URL, answer: Any, status: HTTPStatus = HTTPStatus.OK) -> AiohttpClientMockResponse:
        self.asked.append(url)
        _, _, _, headers = self.web.mock_calls[-1]
        if not url.path.endswith("/token/") and headers["Authorization"] != f"Bearer {TOKEN}":
            answer, status = {"detail": "Who are you?"}, HTTPStatus.UNAUTHORIZED
        for path, (other, text) in self.instead.items():
            if path in url.path:
                return AiohttpClientMockResponse("any", url, other, text=text)
        return AiohttpClientMockResponse("any", url, status, json=answer, exc=self.fault)
