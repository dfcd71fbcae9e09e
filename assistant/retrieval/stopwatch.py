"""Times of a search's stages."""

import time


class Stopwatch:
    """Adds up the time of named stages that follow each other, some of them repeatedly."""

    def __init__(self) -> None:
        self._started = self._last = time.perf_counter()
        self._seconds: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """The stage that ends now began when the one before it ended."""
        now = time.perf_counter()
        self._seconds[stage] = self._seconds.get(stage, 0.0) + now - self._last
        self._last = now

    def timings_ms(self) -> dict[str, float]:
        """Milliseconds of each stage, and their ``total``."""
        timings = {stage: seconds * 1000 for stage, seconds in self._seconds.items()}
        return {**timings, "total": (self._last - self._started) * 1000}
