// SPDX-License-Identifier: Apache-2.0

/// The messages that requests of traces and metrics consist of, as far as our reader looks into them.
///
/// They are written down once more here, so that tests rest on nobody's idea of them but theirs.
enum MessageKind: Sendable {
    case traceRequest, resourceSpans, scopeSpans, span, event, link, status
    case metricsRequest, resourceMetrics, scopeMetrics, metric
    case histogram, point, exponentialHistogram, exponentialPoint, buckets
    case gauge, sum, numberPoint, summary, summaryPoint, quantile, exemplar
    case resource, scope, attribute, value, values, attributes

    /// What our reader makes of a message within another.
    enum Use: Sendable {
        /// It looks into it.
        case read
        /// It looks into it, and does without where it cannot be read.
        case tried
        /// It notices that it is there.
        case noticed
        case passedOver
    }

    /// A field that a message of this kind has.
    struct Known {
        /// 0 is a number, 1 eight bytes, 2 a text or a message, 5 four bytes.
        let wire: UInt64
        var inner: MessageKind?
        /// Whether it is one of several numbers, which may also stand together as wire 2.
        var isList = false
        var use = Use.read

        /// Whether readers that know the field take it when it is written in this way.
        func isTaken(as wire: UInt64) -> Bool { wire == self.wire || isList && wire == 2 }
    }

    /// What a field means; `nil` for those that are passed over.
    func known(_ field: UInt64) -> Known? {
        knownInBoth(field) ?? knownInTraces(field) ?? knownInMetrics(field)
            ?? knownInPoints(field)
    }

    private func knownInTraces(_ field: UInt64) -> Known? {
        switch (self, field) {
        case (.traceRequest, 1): Known(wire: 2, inner: .resourceSpans)
        case (.resourceSpans, 1): Known(wire: 2, inner: .resource)
        case (.resourceSpans, 2): Known(wire: 2, inner: .scopeSpans)
        case (.scopeSpans, 1): Known(wire: 2, inner: .scope)
        case (.scopeSpans, 2): Known(wire: 2, inner: .span)
        case (.span, 1...5): Known(wire: 2)
        case (.span, 6), (.status, 3): Known(wire: 0)
        case (.span, 7...8): Known(wire: 1)
        case (.span, 9): Known(wire: 2, inner: .attribute)
        case (.span, 11): Known(wire: 2, inner: .event, use: .tried)
        case (.event, 2): Known(wire: 2)
        case (.span, 13): Known(wire: 2, inner: .link, use: .passedOver)
        case (.span, 15): Known(wire: 2, inner: .status)
        case (.event, 3), (.link, 4): Known(wire: 2, inner: .attribute)
        default: nil
        }
    }

    /// Metrics down to their points.
    private func knownInMetrics(_ field: UInt64) -> Known? {
        switch (self, field) {
        case (.metricsRequest, 1): Known(wire: 2, inner: .resourceMetrics)
        case (.resourceMetrics, 1): Known(wire: 2, inner: .resource)
        case (.resourceMetrics, 2): Known(wire: 2, inner: .scopeMetrics)
        // Its bytes tell streams apart, whatever they say.
        case (.scopeMetrics, 1): Known(wire: 2, inner: .scope, use: .passedOver)
        case (.scopeMetrics, 2): Known(wire: 2, inner: .metric)
        case (.metric, 1), (.metric, 3): Known(wire: 2)
        case (.metric, 5): Known(wire: 2, inner: .gauge, use: .noticed)
        case (.metric, 7): Known(wire: 2, inner: .sum, use: .noticed)
        case (.metric, 9): Known(wire: 2, inner: .histogram)
        case (.metric, 10): Known(wire: 2, inner: .exponentialHistogram)
        case (.metric, 11): Known(wire: 2, inner: .summary, use: .noticed)
        case (.metric, 12): Known(wire: 2, inner: .attribute, use: .passedOver)
        case (.histogram, 1): Known(wire: 2, inner: .point)
        case (.exponentialHistogram, 1): Known(wire: 2, inner: .exponentialPoint)
        case (.histogram, 2), (.exponentialHistogram, 2): Known(wire: 0)
        case (.gauge, 1), (.sum, 1): Known(wire: 2, inner: .numberPoint)
        case (.summary, 1): Known(wire: 2, inner: .summaryPoint)
        default: nil
        }
    }

    private func knownInPoints(_ field: UInt64) -> Known? {
        switch (self, field) {
        case (.point, 2...5), (.point, 11...12): Known(wire: 1)
        case (.point, 6...7): Known(wire: 1, isList: true)
        case (.point, 8): Known(wire: 2, inner: .exemplar, use: .passedOver)
        case (.point, 9), (.exponentialPoint, 1): Known(wire: 2, inner: .attribute)
        case (.point, 10), (.exponentialPoint, 6), (.exponentialPoint, 10): Known(wire: 0)
        case (.exponentialPoint, 2...5), (.exponentialPoint, 7), (.exponentialPoint, 12...14):
            Known(wire: 1)
        case (.exponentialPoint, 8...9): Known(wire: 2, inner: .buckets)
        case (.exponentialPoint, 11): Known(wire: 2, inner: .exemplar, use: .passedOver)
        case (.buckets, 1): Known(wire: 0)
        case (.buckets, 2): Known(wire: 0, isList: true)
        case (.numberPoint, 5): Known(wire: 2, inner: .exemplar)
        case (.summaryPoint, 6): Known(wire: 2, inner: .quantile)
        case (.numberPoint, 7), (.summaryPoint, 7), (.exemplar, 7):
            Known(wire: 2, inner: .attribute)
        default: nil
        }
    }

    private func knownInBoth(_ field: UInt64) -> Known? {
        switch (self, field) {
        case (.resource, 1): Known(wire: 2, inner: .attribute)
        case (.scope, 1), (.attribute, 1): Known(wire: 2)
        case (.attribute, 2): Known(wire: 2, inner: .value)
        case (.value, 1), (.value, 7): Known(wire: 2)
        case (.value, 2...3), (.value, 8): Known(wire: 0)
        case (.value, 4): Known(wire: 1)
        case (.value, 5): Known(wire: 2, inner: .values, use: .noticed)
        case (.value, 6): Known(wire: 2, inner: .attributes, use: .noticed)
        case (.values, 1): Known(wire: 2, inner: .value)
        case (.attributes, 1): Known(wire: 2, inner: .attribute)
        default: nil
        }
    }
}
