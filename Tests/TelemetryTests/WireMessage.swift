// SPDX-License-Identifier: Apache-2.0

/// The fields of a message, so that tests can change one and write the others again around it.
struct WireMessage: Sendable {
    /// What a field holds, by the way in which it is written.
    enum Value: Sendable {
        case number(UInt64)
        case eight([UInt8])
        case bytes([UInt8])
        case message(WireMessage)
        case four([UInt8])

        var wire: UInt64 {
            switch self {
            case .number: 0
            case .eight: 1
            case .bytes, .message: 2
            case .four: 5
            }
        }
    }

    struct Field: Sendable {
        var number: UInt64
        var value: Value
        /// By how many bytes its numbers are longer than they must be.
        var padding = 0
        /// By how much its length is wrong.
        var excess = 0
    }

    let kind: MessageKind
    var fields: [Field] = []

    init(_ kind: MessageKind, _ fields: [Field] = []) {
        self.kind = kind
        self.fields = fields
    }

    /// The message that bytes hold; `nil` when they end too early or hold what protobuf does not have.
    init?(_ bytes: [UInt8], as kind: MessageKind) {
        var place = 0
        self.init(bytes, &place, bytes.count, kind)
    }

    private init?(_ bytes: [UInt8], _ place: inout Int, _ end: Int, _ kind: MessageKind) {
        self.init(kind)
        while place < end {
            guard let tag = Self.number(bytes, &place, end),
                let value = Self.value(bytes, &place, end, tag & 7, kind.known(tag >> 3))
            else { return nil }
            fields.append(Field(number: tag >> 3, value: value))
        }
        if hasBrokenField { return nil }
    }

    private static func value(
        _ bytes: [UInt8], _ place: inout Int, _ end: Int, _ wire: UInt64,
        _ known: MessageKind.Known?
    ) -> Value? {
        switch wire {
        case 0: return number(bytes, &place, end).map(Value.number)
        case 1: return Self.bytes(bytes, &place, end, 8).map(Value.eight)
        case 2:
            guard let length = number(bytes, &place, end), length <= UInt64(end - place) else {
                return nil
            }
            if let known, known.wire == 2, let inner = known.inner {
                var start = place
                if let message = WireMessage(bytes, &start, place + Int(length), inner) {
                    place += Int(length)
                    return .message(message)
                }
            }
            return Self.bytes(bytes, &place, end, Int(length)).map(Value.bytes)
        case 5: return Self.bytes(bytes, &place, end, 4).map(Value.four)
        default: return nil
        }
    }

    private static func number(_ bytes: [UInt8], _ place: inout Int, _ end: Int) -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while place < end, shift < 70 {
            let byte = bytes[place]
            place += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }

    /// Whether bytes are several numbers of a wire, one behind the other.
    static func isList(_ bytes: [UInt8], of wire: UInt64) -> Bool {
        if wire == 1 { return bytes.count % 8 == 0 }
        var place = 0
        while place < bytes.count {
            if number(bytes, &place, bytes.count) == nil { return false }
        }
        return true
    }

    private static func bytes(
        _ bytes: [UInt8], _ place: inout Int, _ end: Int, _ count: Int
    ) -> [UInt8]? {
        guard count <= end - place else { return nil }
        defer { place += count }
        return Array(bytes[place..<place + count])
    }

    // MARK: - Writing

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for field in fields {
            Self.append(field.number << 3 | field.value.wire, field.padding, to: &bytes)
            switch field.value {
            case .number(let number): Self.append(number, field.padding, to: &bytes)
            case .eight(let contents), .four(let contents): bytes += contents
            case .bytes(let contents): Self.append(contents, field, to: &bytes)
            case .message(let message): Self.append(message.bytes, field, to: &bytes)
            }
        }
        return bytes
    }

    private static func append(_ contents: [UInt8], _ field: Field, to bytes: inout [UInt8]) {
        append(UInt64(max(contents.count + field.excess, 0)), field.padding, to: &bytes)
        bytes += contents
    }

    private static func append(_ number: UInt64, _ padding: Int, to bytes: inout [UInt8]) {
        var number = number
        while number > 0x7F {
            bytes.append(UInt8(number & 0x7F) | 0x80)
            number >>= 7
        }
        bytes.append(UInt8(number) | (padding > 0 ? 0x80 : 0))
        for step in 0..<padding { bytes.append(step + 1 < padding ? 0x80 : 0) }
    }

    // MARK: - Damage

    /// Changes a field of this message or of one within.
    mutating func change(with random: inout some RandomNumberGenerator) {
        let within = fields.indices.filter { fields[$0].value.message != nil }
        if let place = within.randomElement(using: &random),
            Int.random(in: 0..<5, using: &random) > 0,
            var message = fields[place].value.message
        {
            message.change(with: &random)
            fields[place].value = .message(message)
        } else if fields.isEmpty {
            fields.append(Self.field(with: &random))
        } else {
            changeFields(with: &random)
        }
    }

    private mutating func changeFields(with random: inout some RandomNumberGenerator) {
        let place = Int.random(in: fields.indices, using: &random)
        let other = Int.random(in: fields.indices, using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
            var copy = fields[place]
            if Bool.random(using: &random) { copy.value.change(with: &random) }
            fields.insert(copy, at: other)
        case 1: fields.swapAt(place, other)
        case 2: fields.remove(at: place)
        case 3: fields[place].number = UInt64.random(in: 0...16, using: &random)
        case 4: fields[place].value = Self.field(with: &random).value
        case 5:
            let end = Int.random(in: 0...fields.count, using: &random)
            fields.insert(Self.field(with: &random), at: end)
        case 6: fields[place].padding = Int.random(in: 1...6, using: &random)
        case 7: fields[place].excess = Int.random(in: -3...3, using: &random)
        default: fields[place].value.change(with: &random)
        }
    }

    /// Any field, known to somebody or not.
    private static func field(with random: inout some RandomNumberGenerator) -> Field {
        let numbers = [0, 1, 2, 3, 6, 9, 15, 99, 1 << 29 - 1, 1 << 29, 1 << 40] as [UInt64]
        let random8 = (0..<8).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let value: Value =
            switch Int.random(in: 0..<5, using: &random) {
            case 0: .number(UInt64.random(in: 0...3, using: &random))
            case 1: .number(UInt64.random(in: .min ... .max, using: &random))
            case 2: .eight(random8)
            case 3: .four(Array(random8.prefix(4)))
            default: .bytes(Array(random8.prefix(Int.random(in: 0...8, using: &random))))
            }
        return Field(number: numbers.randomElement(using: &random) ?? 0, value: value)
    }
}

extension WireMessage.Value {
    /// The message within, if this is one.
    var message: WireMessage? {
        guard case .message(let message) = self else { return nil }
        return message
    }

    fileprivate mutating func change(with random: inout some RandomNumberGenerator) {
        switch self {
        case .number(let number):
            self = .number(number ^ 1 << UInt64.random(in: 0..<64, using: &random))
        case .eight(let bytes): self = .eight(Self.flipped(bytes, with: &random))
        case .four(let bytes): self = .four(Self.flipped(bytes, with: &random))
        case .bytes(let bytes):
            let isEmptied = Int.random(in: 0..<4, using: &random) == 0
            self = .bytes(isEmptied ? [] : Self.flipped(bytes, with: &random))
        case .message(var message):
            let isEmptied = Int.random(in: 0..<4, using: &random) == 0
            message.change(with: &random)
            self = isEmptied ? .bytes([]) : .message(message)
        }
    }

    private static func flipped(
        _ bytes: [UInt8], with random: inout some RandomNumberGenerator
    ) -> [UInt8] {
        guard let place = bytes.indices.randomElement(using: &random) else { return [0] }
        var bytes = bytes
        bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        return bytes
    }
}
