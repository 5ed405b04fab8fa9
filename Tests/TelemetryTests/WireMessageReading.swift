// SPDX-License-Identifier: Apache-2.0

/// What readers may make of a message.
extension WireMessage {
    /// The same without all that our reader passes over, in the usual spelling.
    var trimmed: WireMessage {
        let read = fields.compactMap { field -> Field? in
            guard let known = kind.known(field.number), known.isTaken(as: field.value.wire) else {
                return nil
            }
            guard known.inner != nil else { return Field(number: field.number, value: field.value) }
            switch use(known) {
            case .passedOver: return nil
            // That a value is a list counts, what is in the list does not.
            case .noticed: return Field(number: field.number, value: .bytes([]))
            case .read, .tried:
                return field.value.message.map {
                    Field(number: field.number, value: .message($0.trimmed))
                }
            }
        }
        return WireMessage(kind, read)
    }

    /// What our reader makes of a field of this message.
    private func use(_ known: MessageKind.Known) -> MessageKind.Use {
        // Of metrics about something else it notices only that they are there.
        let isElse = kind == .metric && known.use == .read && !isOfDurations
        return isElse ? .noticed : known.use
    }

    /// Whether the name of a metric, the last it has, is one that our reader looks for.
    private var isOfDurations: Bool {
        let names = fields.compactMap { field -> [UInt8]? in
            guard field.number == 1, case .bytes(let name) = field.value else { return nil }
            return name
        }
        return names.last.map { ReferenceMetrics.names.contains($0) } ?? false
    }

    /// The messages within that our reader looks into.
    private var readMessages: [WireMessage] { messages([.read, .tried]) }

    /// Those for whose sake it refuses a request.
    private var neededMessages: [WireMessage] { messages([.read]) }

    private func messages(_ uses: Set<MessageKind.Use>) -> [WireMessage] {
        fields.compactMap { field in
            guard let known = kind.known(field.number), uses.contains(use(known)) else {
                return nil
            }
            return field.value.message
        }
    }

    // MARK: - What is counted

    /// How many spans there are within; of metrics, how many points and what else is noticed.
    var items: Int {
        let within = readMessages.reduce(0) { $0 + $1.items }
        switch kind {
        case .span: return 1
        case .point, .exponentialPoint: return isUnrecorded ? 0 : 1
        case .metric: return within + (isOfDurations ? others : data).count
        default: return within
        }
    }

    /// Whether the flags of a point say that nothing was recorded.
    private var isUnrecorded: Bool {
        let flags = fields.compactMap { field -> UInt64? in
            guard field.number == 10, case .number(let flags) = field.value else { return nil }
            return flags
        }
        return (flags.last ?? 0) & 1 == 1
    }

    /// The points of a metric; a right sender writes one such field.
    private var data: [Field] {
        fields.filter { [5, 7, 9, 10, 11].contains($0.number) && $0.value.wire == 2 }
    }

    /// The points of a metric that are not those of a histogram.
    private var others: [Field] { data.filter { $0.number != 9 && $0.number != 10 } }

    // MARK: - What is wrong

    /// Whether a field that our reader looks into is not what it should be.
    var hasBrokenField: Bool {
        fields.contains { field in
            guard case .bytes(let bytes) = field.value, let known = kind.known(field.number) else {
                return false
            }
            if known.isList { return !Self.isList(bytes, of: known.wire) }
            // The values of attributes that nobody asks for are not looked into.
            guard let inner = known.inner, inner != .value else { return false }
            return use(known) == .read
        }
    }

    /// Whether a field has a number that protobuf forbids.
    var hasForbiddenNumber: Bool {
        fields.contains { $0.number == 0 || $0.number >= 1 << 29 }
            || neededMessages.contains(where: \.hasForbiddenNumber)
    }

    /// Whether an attribute has a value that is none.
    var hasBrokenValue: Bool {
        let isHere = fields.contains { field in
            guard kind == .attribute, field.number == 2, case .bytes = field.value else {
                return false
            }
            return true
        }
        return isHere || neededMessages.contains(where: \.hasBrokenValue)
    }

    // MARK: - What is not settled

    /// Whether right readers may differ about what it says.
    ///
    /// - A message stands twice where one belongs: protobuf puts both together, we take the latter.
    ///   protobuf-c even refuses two empty values.
    /// - A value has fields that no value has: protobuf-c refuses what others pass over.
    /// - An event has a field with a forbidden number: to us it tells nothing, protobuf-c reads it.
    /// - A metric has points twice: protobuf puts those of one kind together and forgets others,
    ///   protobuf-c forgets all but the last, we take all.
    /// - Buckets come in pieces, the last without where they begin: protobuf-c takes them to begin at 0.
    var isAmbiguous: Bool {
        let isHere =
            switch kind {
            case .attribute: fields.count { $0.number == 2 && $0.value.wire == 2 } > 1
            case .span: fields.count { $0.number == 15 && $0.value.wire == 2 } > 1
            case .value: fields.contains { kind.known($0.number)?.wire != $0.value.wire }
            case .event: hasForbiddenNumber
            case .metric: data.count > 1
            case .exponentialPoint: hasPieceWithoutStart
            default: false
            }
        return isHere || readMessages.contains(where: \.isAmbiguous)
    }

    private var hasPieceWithoutStart: Bool {
        let pieces = fields.filter { $0.number == 8 }.compactMap(\.value.message)
        guard pieces.count > 1, let last = pieces.last else { return false }
        return !last.fields.contains { $0.number == 1 && $0.value.wire == 0 }
    }
}
