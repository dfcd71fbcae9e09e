"""Numbers of one process in Prometheus's form. No label holds what anybody wrote: routes, kinds and outcomes alone."""

import shutil
from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from assistant.answers import Answer
from assistant.wiring import Services

CONTENT_TYPE = CONTENT_TYPE_LATEST
_MS = 1000.0
_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
_OTHER = "other"
"""The route of what no route of the API answered: the page, and addresses that somebody tries."""


class Metrics:
    """Counts for one app; each process counts for itself."""

    def __init__(self, services: Services, queues: Mapping[str, Callable[[], int]]) -> None:
        """``queues`` are lengths that are read when somebody asks for them, by name."""
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "huizhao_requests", "requests by route and status", ("route", "method", "status"), registry=self._registry
        )
        self._request_seconds = Histogram(
            "huizhao_request_seconds",
            "time until the answer was sent whole",
            ("route",),
            buckets=_BUCKETS_S,
            registry=self._registry,
        )
        self._questions = Counter(
            "huizhao_questions",
            "questions by what was meant and whether they were refused",
            ("intent", "refused"),
            registry=self._registry,
        )
        self._withheld = Counter(
            "huizhao_withheld_sentences", "a model's sentences that failed the check", registry=self._registry
        )
        self._stage_seconds = Histogram(
            "huizhao_stage_seconds",
            "time of the stages of an answer",
            ("stage",),
            buckets=_BUCKETS_S,
            registry=self._registry,
        )
        self._registry.register(_Readings(services, queues))

    def answered(self, answer: Answer) -> None:
        """Count a question that was answered or refused."""
        self._questions.labels(answer.intent.value, str(answer.refused).lower()).inc()
        self._withheld.inc(answer.withheld)
        for stage, duration_ms in answer.timings_ms.items():
            self._stage_seconds.labels(stage).observe(duration_ms / _MS)

    def requested(self, route: str | None, method: str, status: int, duration_s: float) -> None:
        """Count a request; ``route`` is its template, None where there was none."""
        self._requests.labels(route or _OTHER, method, str(status)).inc()
        self._request_seconds.labels(route or _OTHER).observe(duration_s)

    def exposition(self) -> bytes:
        """All of them as Prometheus reads them, of ``CONTENT_TYPE``."""
        return generate_latest(self._registry)


class _Readings(Collector):
    """What is read at the moment it is asked for."""

    def __init__(self, services: Services, queues: Mapping[str, Callable[[], int]]) -> None:
        self._services = services
        self._queues = queues

    def collect(self) -> Iterator[Metric]:
        """The readings."""
        lengths = GaugeMetricFamily("huizhao_queue_length", "what is at work or waits", labels=["queue"])
        for name, length in self._queues.items():
            lengths.add_metric([name], length())
        yield lengths
        free = GaugeMetricFamily("huizhao_free_disk_bytes", "left where the data folder is")
        free.add_metric([], shutil.disk_usage(self._services.settings.data_dir).free)
        yield free
        errors = CounterMetricFamily(
            "huizhao_model_errors", "answers that a language model did not give", labels=["kind"]
        )
        if self._services.chat_model is not None:
            for kind, count in self._services.chat_model.failures().items():
                errors.add_metric([kind], count)
        yield errors
