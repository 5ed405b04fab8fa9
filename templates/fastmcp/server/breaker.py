# SPDX-License-Identifier: Apache-2.0
"""A circuit breaker: after repeated failures it spares the API for a while.

The breakers on PyPI let every waiting call through once the pause is over (purgatory,
circuitbreaker), know no asyncio without tornado (pybreaker) or are no longer kept up
(aiobreaker); this one admits a single trial call.
"""

import time
from collections.abc import Callable

THRESHOLD = 5
PAUSE_SECONDS = 30.0


class CircuitOpen(Exception):
    """The API failed too often just now; `wait` is the rest of the pause in seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"open for another {wait:.0f} s")
        self.wait = wait


class Breaker:
    """Counts the consecutive failures of one origin."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._opened_at = 0.0
        self._on_trial = False

    @property
    def is_open(self) -> bool:
        """Whether calls are refused, or only a trial call is allowed."""
        return self._failures >= THRESHOLD

    def enter(self) -> None:
        """Allow a call, or raise CircuitOpen."""
        if not self.is_open:
            return
        wait = self._opened_at + PAUSE_SECONDS - self._clock()
        if wait > 0 or self._on_trial:
            raise CircuitOpen(max(wait, 1.0))
        self._on_trial = True

    def succeeded(self) -> None:
        """Note that the API works."""
        self._failures = 0
        self._on_trial = False

    def failed(self) -> None:
        """Note a failure; from the threshold on, the pause begins anew."""
        self._failures += 1
        self._on_trial = False
        self._opened_at = self._clock()

    def abandoned(self) -> None:
        """Note that a call ended without an outcome, for example because it was cancelled."""
        self._on_trial = False
