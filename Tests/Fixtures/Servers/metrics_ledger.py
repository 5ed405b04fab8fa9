# SPDX-License-Identifier: Apache-2.0
"""Checks OTLP metrics more strictly than any destination does, and adds up what was taken."""

import math
import time

from google.protobuf.unknown_fields import UnknownFieldSet

DELTA, CUMULATIVE = 1, 2
SCALES = range(-4, 9)  # what Prometheus takes
OLDEST = 10**18  # 2001: times in another unit than nanoseconds are smaller
FUTURE = 60 * 10**9
FLAGS = (0, 1)


def walk(message):
    """A message and all messages in it."""
    yield message
    for field, value in message.ListFields():
        if field.type == field.TYPE_MESSAGE:
            for part in value if field.is_repeated else [value]:
                yield from walk(part)


def named(attributes, where, complain):
    """Attributes as a sorted tuple of names and values."""
    found = {}
    for attribute in attributes:
        kind = attribute.value.WhichOneof("value")
        if not attribute.key or kind is None:
            complain(f"{where}: an attribute without a name or a value")
        elif attribute.key in found:
            complain(f"{where}: attribute {attribute.key} twice")
        else:
            value = getattr(attribute.value, kind)
            found[attribute.key] = value if isinstance(value, (str, bool, int, float)) else str(value)
    return tuple(sorted(found.items()))


def buckets(point):
    """The counts of an exponential point by sign and index."""
    return {
        (sign, side.offset + i): count
        for sign, side in ((1, point.positive), (-1, point.negative))
        for i, count in enumerate(side.bucket_counts)
        if count
    }


def check_exponential(point, where, complain):
    """What an exponential point must keep to in itself."""
    counts = buckets(point)
    if point.count != point.zero_count + sum(counts.values()):
        complain(f"{where}: count {point.count} is not the sum of its buckets")
    if point.scale not in SCALES:
        complain(f"{where}: scale {point.scale}")
    if not point.HasField("sum") or not math.isfinite(point.sum):
        complain(f"{where}: no finite sum")
    if not point.HasField("min") or not point.HasField("max") or not point.count:
        return
    slack = 1e-9 * abs(point.sum)
    if not point.min * point.count - slack <= point.sum <= point.max * point.count + slack:
        complain(f"{where}: sum {point.sum} is not between min and max")
    if point.negative.bucket_counts or point.scale not in SCALES:
        return
    positive = [index for _, index in counts]
    for name, value, index in (("min", point.min, min), ("max", point.max, max)):
        # A value on a boundary may be put on either side of it.
        if positive and value > 0 and (
            abs(math.ceil(math.log2(value) * 2.0**point.scale) - 1 - index(positive)) > 1
        ):
            complain(f"{where}: {name} {value} is not in bucket {index(positive)}")


def check_point(point, kind, where, complain):
    """What any point must keep to in itself."""
    if not OLDEST <= point.time_unix_nano <= time.time_ns() + FUTURE:
        complain(f"{where}: not a time in nanoseconds, or in the future")
    if point.flags:
        complain(f"{where}: flags {point.flags}")
    if kind in ("gauge", "sum"):
        value = point.WhichOneof("value")
        if value is None or not math.isfinite(getattr(point, value)):
            complain(f"{where}: no finite value")
    if kind == "gauge":
        return
    if not OLDEST <= point.start_time_unix_nano <= point.time_unix_nano:
        complain(f"{where}: starts at {point.start_time_unix_nano}")
    # Readers take such a start for an unknown one, and the point adds nothing.
    if kind != "sum" and point.count and point.start_time_unix_nano == point.time_unix_nano:
        complain(f"{where}: {point.count} in no time")
    if kind == "exponential_histogram":
        check_exponential(point, where, complain)


class Series:
    """The points of one stream, by time and in the order of coming."""

    def __init__(self, service="", metric="", attributes=(), points=None):
        self.service, self.metric, self.attributes = service, metric, attributes
        self.points = points or {}

    def copy(self):
        """A series that can grow on its own."""
        return Series(self.service, self.metric, self.attributes, dict(self.points))

    def take(self, point, temporality, where, complain):
        """Takes a point that keeps to those before it; False for one that is known already."""
        known = self.points.get(point.time_unix_nano)
        if known == point:
            return False
        if known is not None:
            complain(f"{where}: differs from the point of the same time that came before")
        elif self.points:
            self.check_after(next(reversed(self.points.values())), point, temporality, where, complain)
        self.points[point.time_unix_nano] = point
        return True

    @staticmethod
    def check_after(last, point, temporality, where, complain):
        """What a point must keep to after another one."""
        if point.time_unix_nano < last.time_unix_nano:
            complain(f"{where}: time goes back")
        if temporality is None:
            return
        same_start = point.start_time_unix_nano == last.start_time_unix_nano
        if temporality == DELTA and same_start:
            complain(f"{where}: a delta with the start of the point before")
        elif not same_start and point.start_time_unix_nano < last.time_unix_nano:
            complain(f"{where}: starts before the end of the point before")
        if temporality == CUMULATIVE and same_start and hasattr(point, "count"):
            if point.count < last.count or point.sum < last.sum:
                complain(f"{where}: count or sum falls")
            if hasattr(point, "scale") and point.scale == last.scale:
                now = buckets(point)
                if any(now.get(index, 0) < count for index, count in buckets(last).items()):
                    complain(f"{where}: the count of a bucket falls")

    def totals(self):
        """What the points add up to, read as cumulative ones and as deltas."""
        points = sorted(self.points.values(), key=lambda point: point.time_unix_nano)
        if not hasattr(points[-1], "count"):
            return {"value": getattr(points[-1], points[-1].WhichOneof("value"))}
        failed = "error.type" in dict(self.attributes)

        def add(kept):
            count = sum(point.count for point in kept)
            total = math.fsum(point.sum for point in kept)
            return {"count": count, "errors": count if failed else 0, "sum": total}

        return {
            "cumulative": add({point.start_time_unix_nano: point for point in points}.values()),
            # Of a second only the last point stays, as in Datadog.
            "delta": add({point.time_unix_nano // 10**9: point for point in points}.values()),
        }


class Ledger:
    """Everything that was taken."""

    def __init__(self, temporality=None):
        self.temporalities = (temporality,) if temporality else (DELTA, CUMULATIVE)
        self.series, self.points, self.duplicates = {}, 0, 0

    def post(self, request, keep=True):
        """Takes a request in and returns what is wrong with it; then, or unless `keep`, nothing is taken."""
        wrong, fresh, news = [], {}, []
        if any(len(UnknownFieldSet(message)) for message in walk(request)):
            wrong.append("unknown fields")
        if not request.resource_metrics:
            wrong.append("no metrics")
        for group in request.resource_metrics:
            resource = named(group.resource.attributes, "resource", wrong.append)
            service = dict(resource).get("service.name")
            if not service or not isinstance(service, str):
                wrong.append("a resource without service.name")
            if not group.scope_metrics or not all(scope.metrics for scope in group.scope_metrics):
                wrong.append(f"{service}: a resource or a scope without metrics")
            for scope in group.scope_metrics:
                for metric in scope.metrics:
                    stream = (service, resource, scope.scope.name)
                    news += self.post_metric(metric, stream, fresh, wrong.append)
        if keep and not wrong:
            self.series.update(fresh)
            self.points += sum(news)
            self.duplicates += len(news) - sum(news)
        return wrong

    def post_metric(self, metric, stream, fresh, complain):
        """Puts a metric's points into `fresh`, the series as the request leaves them; which are new."""
        where, kind = f"{stream[0]} {metric.name}", metric.WhichOneof("data")
        if not metric.name or (not metric.unit and kind != "gauge"):
            complain(f"{where}: no name or no unit")
        if kind not in ("gauge", "sum", "exponential_histogram"):
            complain(f"{where}: of kind {kind}")
            return []
        data = getattr(metric, kind)
        temporality = None if kind == "gauge" else data.aggregation_temporality
        if temporality not in (None, *self.temporalities):
            complain(f"{where}: temporality {temporality}")
        if not data.data_points:
            complain(f"{where}: no points")
        seen, news = set(), []
        for point in data.data_points:
            attributes = named(point.attributes, where, complain)
            at = f"{where} {dict(attributes)} at {point.time_unix_nano}"
            check_point(point, kind, at, complain)
            key = (stream, metric.name, metric.unit, kind, temporality, attributes)
            if (key, point.time_unix_nano) in seen:
                complain(f"{at}: twice in a request")
            seen.add((key, point.time_unix_nano))
            if key not in fresh:
                old = self.series.get(key, Series(stream[0], metric.name, attributes))
                fresh[key] = old.copy()
            news.append(fresh[key].take(point, temporality, at, complain))
        return news

    def totals(self):
        """All totals, each series under its service, its metric and its attributes."""
        series = [
            {
                "service": series.service,
                "metric": series.metric,
                "attributes": dict(series.attributes),
                **series.totals(),
            }
            for series in self.series.values()
        ]
        return {"series": series, "points": self.points, "duplicates": self.duplicates}
