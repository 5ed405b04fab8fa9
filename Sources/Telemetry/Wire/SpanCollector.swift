// SPDX-License-Identifier: Apache-2.0

/// Turns the spans of one request into calls, each call once.
struct SpanCollector {
    private(set) var batch = CallBatch()
    /// Whether a call may be of an inner server.
    private var isAnyDoubted = false
    /// Kinds of errors are few, and each is looked up once.
    private var faults: [NameTable.Number: Fault] = [:]
    /// Which spans of OpenLLMetry are a server's.
    private var traceloop = TraceloopSpans()

    /// The server whose calls they are, where that is settled.
    private var settled: NameTable.Number?

    init(server: String?) {
        if let server { settled = batch.number(of: server) }
    }

    /// Looks at a span of OpenLLMetry; all spans of its scope are shown before any is taken.
    mutating func survey(_ span: borrowing SpanReading) { traceloop.note(span) }

    /// Takes a span of a scope and resource.
    mutating func take(
        _ span: borrowing SpanReading, sender: SpanSender, service: UnsafeRawBufferPointer
    ) {
        if sender == .fastmcp, span.name.starts(with: "delegate ") {
            if let id = Self.id(span.span, in: span) { batch.outer.insert(id) }
            batch.notes.unrelated += 1
            return
        }
        guard let method = span.answeredMethod(sender) else {
            batch.notes.unrelated += 1
            return
        }
        if sender == .traceloop, !isAnswer(span) { return }
        let server = span.server(of: service, sender)
        guard settled != nil || !server.isEmpty else {
            return refuse("a span names no server: set service.name")
        }
        guard let start = Int64(exactly: span.start), start > 0 else {
            return refuse("a span has no time of its start, or one after the year 2262")
        }
        let error = span.error(sender) ?? SpanReading.nothing
        var duration = span.end &- span.start
        if span.end < span.start {
            duration = 0
            batch.notes.negative += 1
        }
        // A call that is refused before it is known what it is about has no tool, but is one.
        let tool = span.subject(of: method, sender)
        let number = batch.number(of: error)
        let serverNumber = settled ?? batch.number(of: server)
        if span.isSampled {
            batch.notes.sampled += 1
            batch.sampling.insert(serverNumber)
        }
        batch.calls.append(
            CallBatch.Call(
                id: CallID(trace: span.trace, span: span.span), start: start, duration: duration,
                server: serverNumber, method: batch.number(of: method),
                tool: batch.number(of: tool), client: batch.number(of: span.client),
                error: number, fault: fault(number)))
        if sender == .fastmcp { doubt(span, method) }
    }

    /// Whether a span of OpenLLMetry is a call; if not, it is counted among what was left out.
    private mutating func isAnswer(_ span: borrowing SpanReading) -> Bool {
        switch traceloop.role(of: span) {
        case .server: return true
        case .inner: batch.notes.delegated += 1
        case .client: batch.notes.unrelated += 1
        }
        return false
    }

    /// Remembers that the last call may be of an inner server, or have such calls below it.
    private mutating func doubt(
        _ span: borrowing SpanReading, _ method: UnsafeRawBufferPointer
    ) {
        // FastMCP 4 marks the spans of calls from outside.
        if span[.seam] == nil, let parent = Self.id(span.parent, in: span) {
            batch.calls[batch.calls.count - 1].parent = parent
            isAnyDoubted = true
        }
        // Lists are handed on without a span between; a call that is right below another is one that a
        // tool makes of its own accord.
        if method.ends(with: "/list"), let id = Self.id(span.span, in: span) {
            batch.outer.insert(id)
        }
    }

    /// The calls, without those that an outer server reports too.
    mutating func finish() -> CallBatch {
        if !isAnyDoubted { return batch }
        let count = batch.calls.count
        batch.calls = batch.calls.filter { $0.parent == 0 || !batch.outer.contains($0.parent) }
        batch.notes.delegated += count - batch.calls.count
        return batch
    }

    private mutating func fault(_ error: NameTable.Number) -> Fault? {
        if error == 0 { return nil }
        if let known = faults[error] { return known }
        let fault = Fault(error: batch.names.text(error))
        faults[error] = fault
        return fault
    }

    private mutating func refuse(_ reason: String) {
        batch.notes.refuse(reason)
    }

    /// What tells a span of the same trace from all others; traces are nobody's to guess.
    private static func id(
        _ id: UnsafeRawBufferPointer, in span: borrowing SpanReading
    ) -> UInt64? {
        CallID(trace: span.trace, span: id)?.word
    }
}
