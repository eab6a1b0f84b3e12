"""Spans and metrics with OpenTelemetry's SDK as the collector, and without it."""

import subprocess
import sys

import numpy as np
import pytest

import acm_rs
from acm_rs.observability import Metrics, Span

pytest.importorskip("opentelemetry.sdk")
from opentelemetry import metrics, trace  # noqa: E402
from opentelemetry.sdk.metrics import MeterProvider  # noqa: E402
from opentelemetry.sdk.metrics.export import InMemoryMetricReader  # noqa: E402
from opentelemetry.sdk.trace import TracerProvider  # noqa: E402
from opentelemetry.sdk.trace.export import SimpleSpanProcessor  # noqa: E402
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter  # noqa: E402


@pytest.fixture(scope="module")
def collected():
    spans, reader = InMemorySpanExporter(), InMemoryMetricReader()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    trace.set_tracer_provider(provider)
    metrics.set_meter_provider(MeterProvider([reader]))
    return spans, reader


def points(reader):
    found = reader.get_metrics_data()
    return {
        metric.name: list(metric.data.data_points)
        for resource in found.resource_metrics for scope in resource.scope_metrics for metric in scope.metrics
    }


def test_spans_and_metrics_reach_the_collector(collected):
    spans, reader = collected
    with pytest.raises(KeyError), Span("features.rolling_median", {"backend": "wasm"}):
        raise KeyError("x")
    Metrics.increment("acm.features.backend.wasm")
    Metrics.increment("acm.features.backend.wasm", 2)
    with Metrics.time("acm.features.duration"):
        pass
    (span,) = spans.get_finished_spans()
    assert (span.name, dict(span.attributes), span.status.is_ok) == ("features.rolling_median", {"backend": "wasm"}, False)
    seen = points(reader)
    assert seen["acm.features.backend.wasm"][0].value == 3
    assert seen["acm.features.duration"][0].count == 1


def test_kernels_emit_by_themselves(collected):
    spans, reader = collected
    spans.clear()
    acm_rs.median(np.ones((3, 2)))
    assert [span.name for span in spans.get_finished_spans()] == ["acm.kernel.median"]
    calls = [point for point in points(reader)["acm.kernel.calls"] if point.attributes["kernel"] == "median"]
    assert calls[0].value >= 1 and calls[0].attributes["backend"] == acm_rs.backend().name


def test_stats_need_no_collector():
    before = acm_rs.stats().get("iqr", {"calls": 0})["calls"]
    acm_rs.iqr(np.ones((3, 2)))
    entry = acm_rs.stats()["iqr"]
    assert entry["calls"] == before + 1 and entry["ms"] > 0 and entry["backend"] == acm_rs.backend().name


def test_without_opentelemetry_nothing_happens():
    script = (
        "import sys\n"
        "sys.modules['opentelemetry'] = None\n"
        "from acm_rs.observability import Metrics, Span\n"
        "with Span('a', {'b': 1}), Metrics.time('c'):\n"
        "    Metrics.increment('d')\n"
        "print('quiet')\n"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "quiet\n"
