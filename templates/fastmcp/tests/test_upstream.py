# SPDX-License-Identifier: Apache-2.0
"""Retries, limits, redirects and the circuit breaker, without a network or real waiting."""

import gzip

import anyio
import httpx2
import pytest
from conftest import module

pytestmark = pytest.mark.anyio
ORIGIN = "https://api.example.test"


@pytest.fixture
def waits(monkeypatch):
    """Record the waits instead of waiting."""
    seen = []

    async def sleep(seconds):
        seen.append(seconds)

    monkeypatch.setattr(module("upstream").anyio, "sleep", sleep)
    return seen


class Api:
    """Answers each request with the next of its responses, then with the last one."""

    def __init__(self, *responses, **settings):
        self.responses = list(responses)
        self.requests = []
        chosen = module("settings").Settings(environ={}, base_urls=[ORIGIN], **settings)
        self.upstream = module("upstream").Upstream(chosen, httpx2.MockTransport(self.answer))

    async def answer(self, request):
        self.requests.append(request)
        index = min(len(self.requests), len(self.responses)) - 1
        response = self.responses[index]
        if isinstance(response, Exception):
            raise response
        return await response() if callable(response) else response

    async def send(self, idempotent=True, method="GET", target="/x"):
        request = module("request").HttpRequest(method, ORIGIN, target, [])
        return await self.upstream.send(request, idempotent=idempotent)


def response(status, body=b"", **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    stream = httpx2.ByteStream(body)
    return httpx2.Response(status, headers=named, stream=stream)


async def test_an_idempotent_request_is_repeated(waits):
    api = Api(response(503), httpx2.ReadError("x"), response(200, b"ok"))
    assert (await api.send()).body == b"ok"
    assert len(waits) == 2
    assert 0.5 <= waits[0] <= 1.0 <= waits[1] <= 1.5


@pytest.mark.parametrize("status", [400, 401, 404, 500, 501])
async def test_other_failures_are_not_repeated(waits, status):
    api = Api(response(status))
    assert (await api.send()).status == status
    assert len(api.requests) == 1


async def test_other_methods_are_repeated_only_if_nothing_was_done(waits):
    api = Api(response(503))
    assert (await api.send(idempotent=False)).status == 503
    api = Api(httpx2.ReadError("x"))
    with pytest.raises(module("upstream").Unreachable):
        await api.send(idempotent=False)
    assert waits == []
    api = Api(httpx2.ConnectError("x"), response(429, retry_after="2"), response(201))
    assert (await api.send(idempotent=False)).status == 201
    assert waits[1] == 2


async def test_a_long_retry_after_is_left_to_the_caller(waits):
    api = Api(response(429, retry_after="31"))
    answer = await api.send()
    assert (answer.status, answer.retry_after, waits) == (429, 31, [])


async def test_retry_after_may_be_a_date(waits):
    api = Api(response(503, retry_after="Wed, 21 Oct 2015 07:28:00 GMT"), response(200))
    assert (await api.send()).status == 200
    assert waits == [0]


async def test_the_breaker_opens_and_admits_one_trial(waits, monkeypatch):
    api = Api(response(500), retries=0)
    for _ in range(5):
        await api.send()
    with pytest.raises(module("breaker").CircuitOpen):
        await api.send()
    assert len(api.requests) == 5
    monkeypatch.setattr(module("breaker"), "PAUSE_SECONDS", 0)
    api.responses = [response(200)]
    assert (await api.send()).status == 200
    assert (await api.send()).status == 200


async def test_the_breaker_lets_one_trial_through_at_a_time():
    now = [0.0]
    breaker = module("breaker").Breaker(lambda: now[0])
    for _ in range(5):
        breaker.enter()
        breaker.failed()
    now[0] = 31
    breaker.enter()
    with pytest.raises(module("breaker").CircuitOpen):
        breaker.enter()
    breaker.abandoned()
    breaker.enter()
    breaker.failed()
    with pytest.raises(module("breaker").CircuitOpen):
        breaker.enter()


async def test_answers_are_read_up_to_the_limit():
    api = Api(response(200, b"x" * 11), max_response_bytes=10)
    answer = await api.send()
    assert (answer.body, answer.cut) == (b"x" * 10, True)


async def test_the_limit_counts_unpacked_bytes():
    bomb = gzip.compress(bytes(50_000_000))
    api = Api(response(200, bomb, content_encoding="gzip"), max_response_bytes=1000)
    answer = await api.send()
    assert (len(answer.body), answer.cut) == (1000, True)
    packed = gzip.compress(b"one") + gzip.compress(b"two")
    api = Api(response(200, packed, content_encoding="gzip"))
    assert (await api.send()).body == b"onetwo"


@pytest.mark.parametrize("coding", ["br", "gzip, gzip"])
async def test_encodings_that_were_not_asked_for_are_refused(coding):
    api = Api(response(200, b"x", content_encoding=coding), retries=0)
    with pytest.raises(module("upstream").Unreachable):
        await api.send()


async def test_a_slow_answer_ends_the_attempt():
    async def slow():
        await anyio.sleep(5)

    api = Api(slow, timeout=0.01, retries=0)
    with pytest.raises(module("upstream").Unreachable, match="0.01 s"):
        await api.send()


@pytest.mark.parametrize(
    ("location", "count"),
    [("/y?z=%2F", 2), (ORIGIN + ":443/y?z=%2F", 2), ("https://elsewhere.test/", 1), ("//x/", 1)],
)
async def test_redirects_stay_at_their_origin(location, count):
    api = Api(response(302, location=location), response(200))
    await api.send()
    assert len(api.requests) == count
    if count == 2:
        assert api.requests[1].extensions["target"] == b"/y?z=%2F"


async def test_a_redirected_post_is_not_turned_into_a_get():
    api = Api(response(302, location="/y"), response(200))
    assert (await api.send(idempotent=False, method="POST")).status == 302
