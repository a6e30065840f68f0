"""How a request proves who asks, and how it is kept from being sent twice."""

from http import HTTPStatus

from aiohttp import (
    ClientError,
    ClientHandlerType,
    ClientRequest,
    ClientResponse,
    DigestAuthMiddleware,
    encode_basic_auth,
    hdrs,
)


class Login:
    """A user's name and password, given as digest or basic authentication, whichever the device asks for."""

    def __init__(self, username: str, password: str) -> None:
        """Begin; nothing is given away before the device asks. Raises ValueError for a name that can't be sent."""
        self._digest = DigestAuthMiddleware(username, password)
        self._basic = encode_basic_auth(username, password)
        self._asks_basic = False

    async def __call__(self, request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        """Send the request, once more with the credentials if they are asked for."""
        refused: list[ClientResponse] = []

        async def send(request: ClientRequest) -> ClientResponse:
            # A refusal's own text is of no use; its connection may never end.
            for response in refused:
                response.close()
            response = await handler(request)
            if response.status == HTTPStatus.UNAUTHORIZED:
                refused.append(response)
            return response

        if self._asks_basic:
            request.headers[hdrs.AUTHORIZATION] = self._basic
            return await send(request)
        response = await self._digest(request, send)
        if response.status == HTTPStatus.UNAUTHORIZED and response.headers.get(
            hdrs.WWW_AUTHENTICATE, ""
        ).lower().startswith("basic"):
            request.headers[hdrs.AUTHORIZATION] = self._basic
            response = await send(request)
            self._asks_basic = response.status != HTTPStatus.UNAUTHORIZED
        return response


class SentTwice(ClientError):
    """A lost request was about to be sent again."""


class Once:
    """Lets one request through.

    The session sends a GET again when a connection that was kept alive turns out to be gone. Nobody
    knows whether the first one was heard, so a command is never sent again.
    """

    def __init__(self) -> None:
        """Begin with nothing sent."""
        self._sent = False

    async def __call__(self, request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        """Send the request. Raises SentTwice the second time."""
        if self._sent:
            raise SentTwice("the connection was lost")
        self._sent = True
        return await handler(request)
