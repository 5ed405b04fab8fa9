# SPDX-License-Identifier: Apache-2.0
"""The API behind this server: sending requests with limits, retries and a circuit breaker."""

import email.utils
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, cast

import anyio
import httpx2
from tenacity import AsyncRetrying, RetryCallState, wait_exponential_jitter

from . import telemetry
from .breaker import Breaker, CircuitOpen
from .request import HttpRequest
from .settings import Settings
from .text import Refused

_RETRYABLE = {408, 429, 502, 503, 504}
_NOT_DONE = {429, 503}  # with Retry-After, the API says that it did nothing
_LONGEST_WAIT = 30.0
_CONNECT_SECONDS = 10.0
_MOST_REDIRECTS = 5
_BACK_OFF = wait_exponential_jitter(multiplier=0.5, max=8, jitter=0.5)


class Unreachable(Exception):
    """The API gave no answer; `sent` tells whether it may have seen the request."""

    def __init__(self, reason: str, *, sent: bool) -> None:
        super().__init__(reason)
        self.sent = sent


@dataclass(frozen=True)
class Answer:
    """An HTTP response, read up to the size limit."""

    status: int
    headers: httpx2.Headers
    body: bytes
    cut: bool = False

    @property
    def reason(self) -> str:
        """The standard phrase of the status; the one on the wire could say anything."""
        try:
            return HTTPStatus(self.status).phrase
        except ValueError:
            return ""

    @property
    def retry_after(self) -> float | None:
        """The seconds that Retry-After asks for, given as a number or as a date."""
        text = self.headers.get("retry-after", "").strip()
        if text.isascii() and text.isdigit():
            return float(text[:9])
        try:
            when = email.utils.parsedate_to_datetime(text)
        except (ValueError, TypeError):
            return None
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, (when - datetime.now(UTC)).total_seconds())


class Upstream:
    """Sends requests.

    The transport is used without httpx2's client on top: that would follow proxy variables,
    keep cookies between calls, decompress without a bound and log addresses.
    """

    def __init__(
        self, settings: Settings, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        self._settings = settings
        self._given = transport
        self._transport: httpx2.AsyncBaseTransport | None = transport
        self._limit = anyio.Semaphore(settings.max_concurrency)
        self._breakers: dict[str, Breaker] = {}

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Keep a pool of connections while the server runs."""
        transport = self._given or httpx2.AsyncHTTPTransport(
            limits=httpx2.Limits(max_connections=self._settings.max_concurrency)
        )
        async with transport:
            self._transport = transport
            yield

    async def send(self, request: HttpRequest, *, idempotent: bool) -> Answer:
        """Send a request, again where that is safe, and return the last answer."""
        breaker = self._breakers.setdefault(request.origin, Breaker())

        def stop(state: RetryCallState) -> bool:
            waited = state.idle_for + state.upcoming_sleep
            return state.attempt_number > self._settings.retries or waited > _LONGEST_WAIT

        def again(state: RetryCallState) -> bool:
            return not breaker.is_open and _worth_repeating(state, idempotent)

        retrying = AsyncRetrying(
            stop=stop,
            retry=again,
            wait=_pause,
            sleep=anyio.sleep,
            retry_error_callback=lambda state: state.outcome and state.outcome.result(),
        )
        answer: Answer = await retrying(self._attempt, request, breaker)
        return answer

    async def _attempt(self, request: HttpRequest, breaker: Breaker) -> Answer:
        """Send a request once and tell the breaker how it went."""
        breaker.enter()
        try:
            async with self._limit:
                answer = await self._timed(request)
        except Unreachable:
            breaker.failed()
            raise
        except BaseException:
            breaker.abandoned()
            raise
        if answer.status >= 500:
            breaker.failed()
        else:
            breaker.succeeded()
        return answer

    async def _timed(self, request: HttpRequest) -> Answer:
        url = httpx2.URL(request.origin)
        with telemetry.client_span(request.method, url.host, url.port) as span:
            try:
                with anyio.fail_after(self._settings.timeout):
                    answer = await self._follow(request)
            except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
                reason = f"no connection to {url.host} could be made: {error}"
                raise Unreachable(reason, sent=False) from error
            except TimeoutError as error:
                reason = f"it did not answer within {self._settings.timeout:g} s"
                raise Unreachable(reason, sent=True) from error
            except (httpx2.LocalProtocolError, httpx2.UnsupportedProtocol) as error:
                raise Refused("The arguments do not make a valid HTTP request.") from error
            except (httpx2.HTTPError, zlib.error) as error:
                reason = f"the connection broke off ({type(error).__name__})"
                raise Unreachable(reason, sent=True) from error
            span.set_attribute("http.response.status_code", answer.status)
            if answer.status >= 400:
                telemetry.mark_error(str(answer.status))
            return answer

    async def _follow(self, request: HttpRequest) -> Answer:
        """Follow redirects that stay at the same origin."""
        for _ in range(_MOST_REDIRECTS):
            answer = await self._exchange(request)
            following = _redirected(request, answer)
            if following is None:
                return answer
            request = following
        return answer

    async def _exchange(self, request: HttpRequest) -> Answer:
        if self._transport is None:
            raise RuntimeError("The upstream is not open.")
        timeout = min(_CONNECT_SECONDS, self._settings.timeout)
        named = {name.lower() for name, _ in request.headers}
        own = [("User-Agent", self._settings.user_agent), ("Accept-Encoding", "gzip")]
        texts = request.headers + [pair for pair in own if pair[0].lower() not in named]
        # As bytes: httpx2 writes texts in ASCII, but values may have letters of Latin-1.
        headers = [(name.encode("ascii"), text.encode("latin-1")) for name, text in texts]
        response = await self._transport.handle_async_request(
            httpx2.Request(
                request.method,
                request.origin,
                headers=headers,
                content=request.body,
                extensions={
                    # The target goes out as it is; a URL would be normalised.
                    "target": request.target.encode("ascii"),
                    "timeout": {"connect": timeout, "pool": None, "read": None, "write": None},
                },
            )
        )
        try:
            body, cut = await _read(response, self._settings.max_response_bytes)
        finally:
            await response.aclose()
        return Answer(response.status_code, response.headers, body, cut)


def _pause(state: RetryCallState) -> float:
    """Wait as long as the API asks, else by exponential back-off."""
    outcome = state.outcome
    if outcome is not None and not outcome.failed and outcome.result().retry_after is not None:
        seconds: float = outcome.result().retry_after
        return seconds
    return _BACK_OFF(state)


def _worth_repeating(state: RetryCallState, idempotent: bool) -> bool:
    """Whether an attempt failed in a way that may pass and that is safe to repeat."""
    outcome = state.outcome
    if outcome is None:
        return False
    if outcome.failed:
        error = outcome.exception()
        return isinstance(error, Unreachable) and (idempotent or not error.sent)
    answer: Answer = outcome.result()
    if answer.status in _NOT_DONE and answer.retry_after is not None:
        return True
    return idempotent and answer.status in _RETRYABLE


def _redirected(request: HttpRequest, answer: Answer) -> HttpRequest | None:
    """Make the next request of a redirect, if it is safe to follow."""
    location = answer.headers.get("location")
    if location is None or answer.status not in (301, 302, 303, 307, 308):
        return None
    try:
        url = httpx2.URL(request.origin + request.target).join(location)
    except (httpx2.InvalidURL, ValueError):
        return None
    if _origin(url) != _origin(httpx2.URL(request.origin)):
        return None
    target = url.raw_path.decode("ascii")
    reading = request.method in ("GET", "HEAD")
    if reading or answer.status in (307, 308):
        return replace(request, target=target)
    if answer.status == 303:
        headers = [pair for pair in request.headers if pair[0] != "Content-Type"]
        return replace(request, method="GET", target=target, headers=headers, body=None)
    return None


def _origin(url: httpx2.URL) -> tuple[str, str, int]:
    return url.scheme, url.host, url.port or (443 if url.scheme == "https" else 80)


async def _read(response: httpx2.Response, limit: int) -> tuple[bytes, bool]:
    """Read a body up to the limit, counting the bytes after decompression."""
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise httpx2.DecodingError(f"unknown content encoding {coding[:40]!r}")
    unpack = _Unpack() if coding not in ("identity", "") else None
    body = bytearray()
    async for chunk in cast(httpx2.AsyncByteStream, response.stream):
        body += unpack(chunk, limit + 1 - len(body)) if unpack else chunk
        if len(body) > limit:
            return bytes(body[:limit]), True
    if unpack and not unpack.finished:
        raise httpx2.DecodingError("the compressed answer is incomplete")
    return bytes(body), False


class _Unpack:
    """Unpacks gzip or zlib data without ever making more than it is asked for."""

    def __init__(self) -> None:
        self._stream: Any = zlib.decompressobj(wbits=47)
        self._started = False

    @property
    def finished(self) -> bool:
        """Whether the data ended where it should."""
        return self._stream.eof or not self._started

    def __call__(self, chunk: bytes, room: int) -> bytes:
        out = bytearray()
        while chunk and len(out) < room:
            self._started = True
            if self._stream.eof:
                self._stream = zlib.decompressobj(wbits=47)
            out += self._stream.decompress(chunk, room - len(out))
            chunk = self._stream.unconsumed_tail or self._stream.unused_data
        return bytes(out)


__all__ = ["Answer", "CircuitOpen", "Unreachable", "Upstream"]
