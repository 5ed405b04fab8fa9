// SPDX-License-Identifier: Apache-2.0

extension WireMessage {
    /// Adds what messages carry besides what we look at, to one span of each scope and one point of
    /// each metric, and writes the numbers of that point in several ways.
    mutating func addDetails() {
        let last = fields.lastIndex { $0.number == numerous }
        for place in fields.indices where fields[place].number != numerous || place == last {
            guard case .message(var message) = fields[place].value else { continue }
            message.addDetails()
            fields[place].value = .message(message)
        }
        switch kind {
        case .span: addDetailsOfSpan()
        case .point, .exponentialPoint, .buckets: addDetailsOfPoint()
        case .gauge, .sum, .summary: addPoint()
        case .metric: fields.append(Self.nested(12))
        case .resource: fields += [Self.nested(1), Field(number: 2, value: .number(1))]
        case .scope: fields.append(Field(number: 4, value: .number(7)))
        case .scopeSpans, .resourceSpans, .scopeMetrics, .resourceMetrics:
            fields.append(Self.text(3, "https://opentelemetry.io/schemas/1.40.0"))
        default: break
        }
    }

    /// The field of which there are so many that one with details is enough.
    private var numerous: UInt64? {
        switch kind {
        case .scopeSpans: 2
        case .histogram, .exponentialHistogram: 1
        default: nil
        }
    }

    private mutating func addDetailsOfSpan() {
        let event = WireMessage(
            .event,
            [
                Field(number: 1, value: .eight([1, 2, 3, 4, 5, 6, 7, 8])),
                Self.text(2, "exception"), Self.nested(3),
                Self.attribute(
                    3, "exception.type", 1, .bytes(Array("httpx.ConnectTimeout".utf8))),
            ])
        let link = WireMessage(
            .link,
            [
                Field(number: 1, value: .bytes(Array(1...16))),
                Field(number: 2, value: .bytes(Array(1...8))), Self.nested(4),
                Field(number: 6, value: .four([1, 0, 0, 0])),
            ])
        fields += [
            Field(number: 10, value: .number(300)), Field(number: 11, value: .message(event)),
            Field(number: 13, value: .message(link)), Self.nested(9),
            Field(number: 16, value: .four([1, 3, 0, 0])),
        ]
    }

    private mutating func addDetailsOfPoint() {
        switch kind {
        case .point:
            fields += [Self.nested(9), Self.exemplar(8)]
            split(6, 8)
            split(7, 8)
        case .exponentialPoint:
            let threshold = Self.eight(14, (0.0001).bitPattern)
            fields += [Self.nested(1), Self.exemplar(11), threshold]
            addPiece()
        default: split(2, 1)
        }
    }

    /// Adds a bucket in a piece of its own, which says once more where the first of all begins.
    private mutating func addPiece() {
        guard let buckets = fields.first(where: { $0.number == 8 })?.value.message else { return }
        let start = buckets.fields.filter { $0.number == 1 }
        let piece = WireMessage(.buckets, start + [Field(number: 2, value: .number(3))])
        fields.append(Field(number: 8, value: .message(piece)))
    }

    /// Writes the numbers of a list, each of so many bytes, in three pieces; the second is one by itself.
    private mutating func split(_ number: UInt64, _ width: Int) {
        guard let place = fields.firstIndex(where: { $0.number == number }),
            case .bytes(let bytes) = fields[place].value, bytes.count >= 3 * width
        else { return }
        let middle = Array(bytes[width..<2 * width])
        let alone: Value = width == 8 ? .eight(middle) : .number(UInt64(middle[0]))
        fields[place].value = .bytes(Array(bytes[..<width]))
        fields.insert(
            contentsOf: [
                Field(number: number, value: alone),
                Field(number: number, value: .bytes(Array(bytes[(2 * width)...]))),
            ], at: place + 1)
    }

    /// Adds a point to a metric that has none.
    private mutating func addPoint() {
        var point = WireMessage(kind == .summary ? .summaryPoint : .numberPoint)
        point.fields = [Self.eight(3, 7), Self.nested(7)]
        if kind == .summary {
            let median = [Self.eight(1, (0.5).bitPattern), Self.eight(2, (0.1).bitPattern)]
            let quantile = WireMessage(.quantile, median)
            point.fields.append(Field(number: 6, value: .message(quantile)))
        } else {
            point.fields += [Self.eight(6, 5), Self.exemplar(5)]
        }
        fields.append(Field(number: 1, value: .message(point)))
    }

    // MARK: - Fields

    private static func text(_ number: UInt64, _ text: String) -> Field {
        Field(number: number, value: .bytes(Array(text.utf8)))
    }

    private static func eight(_ number: UInt64, _ bits: UInt64) -> Field {
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: bits >> UInt64(8 * $0)) }
        return Field(number: number, value: .eight(bytes))
    }

    /// One of the calls that a point counts.
    private static func exemplar(_ number: UInt64) -> Field {
        let exemplar = WireMessage(
            .exemplar,
            [
                eight(2, 7), eight(3, (0.5).bitPattern),
                Field(number: 4, value: .bytes(Array(1...8))),
                Field(number: 5, value: .bytes(Array(1...16))),
                attribute(7, "a", 3, .number(5)),
            ])
        return Field(number: number, value: .message(exemplar))
    }

    /// An attribute with a value of some kind.
    private static func attribute(
        _ number: UInt64, _ key: String, _ kind: UInt64, _ inner: Value
    ) -> Field {
        let value = WireMessage(.value, [Field(number: kind, value: inner)])
        let attribute = WireMessage(
            .attribute, [text(1, key), Field(number: 2, value: .message(value))])
        return Field(number: number, value: .message(attribute))
    }

    /// An attribute whose value is a list of attributes, one of them a list of values.
    private static func nested(_ number: UInt64) -> Field {
        let items = [text(1, "a"), Field(number: 3, value: .number(5))].map {
            Field(number: 1, value: .message(WireMessage(.value, [$0])))
        }
        let inner = [
            // Within, a name that we know means nothing.
            attribute(1, "gen_ai.tool.name", 1, .bytes(Array("inner".utf8))),
            attribute(1, "tags", 5, .message(WireMessage(.values, items))),
            attribute(1, "raw", 7, .bytes([0, 0xFF])),
        ]
        return attribute(number, "details", 6, .message(WireMessage(.attributes, inner)))
    }
}
