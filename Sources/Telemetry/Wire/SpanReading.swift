// SPDX-License-Identifier: Apache-2.0

/// What a span tells about a call, as views of the bytes that it was read from.
///
/// One is filled again and again; a copy would cost more than what is read into it.
struct SpanReading: ~Copyable {
    static var nothing: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }

    /// All of it, for what is seldom asked.
    var whole = nothing
    var trace = nothing
    var span = nothing
    var parent = nothing
    var name = nothing
    var traceState = nothing
    /// 2 is a server's answer; 3 a client's request.
    var kind: UInt64 = 0
    var start: UInt64 = 0
    var end: UInt64 = 0
    /// 2 is an error.
    var status: UInt64 = 0
    /// The texts of attributes that are present; of those that are no texts it is an empty view.
    ///
    /// An array within the value would be copied whole by whoever asks for one of its elements.
    private let texts = UnsafeMutableBufferPointer<UnsafeRawBufferPointer>.allocate(
        capacity: SpanKey.allCases.count)
    // One bit for each attribute: whether it is there at all, has a text, or is the truth.
    private var present: UInt32 = 0
    private var filled: UInt32 = 0
    private var truths: UInt32 = 0
    private let keys = SpanKeyTable.shared

    init() { texts.initialize(repeating: Self.nothing) }

    deinit { texts.deallocate() }

    /// The text of an attribute that is there.
    subscript(key: SpanKey) -> UnsafeRawBufferPointer? {
        present & key.bit == 0 ? nil : texts[key.rawValue]
    }

    /// Forgets the span that was read before.
    mutating func clear() {
        (trace, span, parent, name) = (Self.nothing, Self.nothing, Self.nothing, Self.nothing)
        (whole, traceState) = (Self.nothing, Self.nothing)
        (kind, start, end, status) = (0, 0, 0, 0)
        (present, filled, truths) = (0, 0, 0)
    }

    /// The attribute of a name; `nil` for one that tells nothing.
    @inline(__always)
    func key(of name: UnsafeRawBufferPointer) -> SpanKey? { keys.key(of: name) }

    /// Takes an attribute's text.
    @inline(__always)
    mutating func set(_ key: SpanKey, _ text: UnsafeRawBufferPointer) {
        texts[key.rawValue] = text
        present |= key.bit
        filled = text.isEmpty ? filled & ~key.bit : filled | key.bit
        truths &= ~key.bit
    }

    /// Takes an attribute that is no text, but maybe the truth.
    mutating func set(_ key: SpanKey, _ value: Bool) {
        set(key, Self.nothing)
        if value { truths |= key.bit }
    }

    // MARK: - What it comes to

    /// The first of neighbours that has a text.
    @inline(__always)
    private func first(_ start: SpanKey, _ last: SpanKey) -> UnsafeRawBufferPointer? {
        let found = filled & (last.bit &* 2 &- start.bit)
        return found == 0 ? nil : texts[found.trailingZeroBitCount]
    }

    /// The text of an attribute that has one.
    private func filled(_ key: SpanKey) -> UnsafeRawBufferPointer? { first(key, key) }

    /// The method of the protocol that it is a server's answer to; `nil` when it is something else.
    func answeredMethod(_ sender: SpanSender) -> UnsafeRawBufferPointer? {
        let isAnswer =
            switch sender {
            case .mcpcat: self[.eventType]?.starts(with: "mcp:") ?? name.starts(with: "mcp:")
            case .traceloop: name.ends(with: ".tool")
            case .fastmcp, .other: kind == 2
            }
        return isAnswer ? method(sender) : nil
    }

    /// The method of the protocol that something is about.
    func method(_ sender: SpanSender) -> UnsafeRawBufferPointer? {
        if let method = filled(.methodName) { return method }
        if let system = self[.rpcSystem], system.isEqual(to: "mcp") {
            if let method = filled(.rpcMethod) { return method }
        }
        if let event = filled(.eventType) {
            return event.starts(with: "mcp:") ? event.dropping(4) : event
        }
        switch sender {
        case .traceloop: return UnsafeRawBufferPointer("tools/call")
        case .mcpcat: return name.starts(with: "mcp:") ? name.dropping(4) : nil
        case .fastmcp:
            let word = UnsafeRawBufferPointer(rebasing: name.prefix { $0 != 0x20 })
            return word.contains(0x2F) ? word : nil
        case .other: return nil
        }
    }

    /// The tool, or what else the method is about.
    private func tool(_ sender: SpanSender) -> UnsafeRawBufferPointer {
        if let tool = first(.toolName, .promptName) { return tool }
        if let key = filled(.componentKey) { return Self.component(key) }
        if let entity = filled(.entityName) { return entity }
        switch sender {
        case .traceloop: return UnsafeRawBufferPointer(rebasing: name.dropLast(5))
        case .mcpcat: return Self.nothing
        case .fastmcp, .other:
            guard let space = name.firstIndex(of: 0x20) else { return Self.nothing }
            return name.dropping(space + 1)
        }
    }

    /// `get_weather` of `tool:get_weather@2`.
    private static func component(_ key: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard key.starts(with: "tool:") else { return key }
        let name = key.dropping(5)
        let end = name.lastIndex(of: 0x40) ?? name.endIndex
        return UnsafeRawBufferPointer(rebasing: name[..<end])
    }

    var client: UnsafeRawBufferPointer { first(.clientName, .mcpcatClient) ?? Self.nothing }

    /// The server: what its resource says, unless that is what libraries say for want of a name.
    func server(
        of service: UnsafeRawBufferPointer, _ sender: SpanSender
    ) -> UnsafeRawBufferPointer {
        if !service.isEmpty, !service.starts(with: "unknown_service") { return service }
        guard let name = first(.fastmcpServer, .workflowName) else { return service }
        // What OpenLLMetry calls the workflow of the server `shop`.
        let isWorkflow = sender == .traceloop && name.count > 4 && name.ends(with: ".mcp")
        return isWorkflow ? UnsafeRawBufferPointer(rebasing: name.dropLast(4)) : name
    }

    /// Whether it is part of a workflow that OpenLLMetry named after a server: `shop.mcp`.
    var isInServerWorkflow: Bool { filled(.workflowName)?.ends(with: ".mcp") == true }

    /// What a request of a method is about, where that is one of a few: other methods are about
    /// addresses, of which there is no end.
    func subject(
        of method: UnsafeRawBufferPointer, _ sender: SpanSender
    ) -> UnsafeRawBufferPointer {
        let isNamed = method.isEqual(to: "tools/call") || method.isEqual(to: "prompts/get")
        return isNamed ? tool(sender) : Self.nothing
    }

    /// Whether a point counts what its sender no longer tells apart.
    var isOverflow: Bool { truths & SpanKey.overflow.bit != 0 }

    /// The kind of error; `nil` when the call succeeded.
    func error(_ sender: SpanSender) -> UnsafeRawBufferPointer? {
        if let error = filled(.errorType) { return error }
        let isTold = truths & SpanKey.isError.bit != 0
        guard isTold || status == 2 else { return nil }
        if !isTold, let code = filled(.statusCode) { return code }
        if !isTold, let type = exceptionType { return type }
        let kind: StaticString = isTold || isMarked(sender) ? "tool_error" : "_OTHER"
        return UnsafeRawBufferPointer(kind)
    }

    /// Whether an error status says that a tool's result was marked as an error, as mcpcat's does.
    private func isMarked(_ sender: SpanSender) -> Bool {
        sender == .mcpcat && method(sender)?.isEqual(to: "tools/call") == true
    }

    /// Whether the sender keeps only a share of its spans: `ot=th:` in the trace state.
    var isSampled: Bool {
        if traceState.isEmpty { return false }
        let entries = traceState.split(separator: UInt8(ascii: ","))
        for entry in entries.map({
            UnsafeRawBufferPointer(rebasing: $0.drop { $0 == 0x20 || $0 == 9 })
        })
        where entry.starts(with: "ot=") {
            for field in entry.dropping(3).split(separator: UInt8(ascii: ";")) {
                let field = UnsafeRawBufferPointer(rebasing: field)
                guard field.starts(with: "th:") else { continue }
                // th:0 keeps everything.
                return !field.dropping(3).allSatisfy { $0 == UInt8(ascii: "0") }
            }
        }
        return false
    }
}

extension SpanKey {
    fileprivate var bit: UInt32 { 1 << UInt32(truncatingIfNeeded: rawValue) }
}
