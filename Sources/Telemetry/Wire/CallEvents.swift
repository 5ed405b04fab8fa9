// SPDX-License-Identifier: Apache-2.0

public import MCPModel

/// Reads the call events of `POST /v1/events`: an object, an array of them, or one a line.
public enum CallEvents {
    /// The calls that the events report; one that cannot be used spoils none of the others.
    ///
    /// - Parameters:
    ///   - server: the server whose calls they are, whatever they say; `nil` to believe them.
    ///   - now: when the request arrived, the time of events that name none.
    public static func calls(
        in bytes: [UInt8], server: String? = nil, now: Timestamp
    ) throws(InputProblem) -> CallBatch {
        var batch = CallBatch()
        do throws(InputProblem) {
            let root = try JSONReader.read(bytes, limits: limits).root
            let events = root.array ?? [root]
            for (place, event) in events.enumerated() {
                add(event, events.count > 1 ? place + 1 : nil, server, now, to: &batch)
            }
        } catch {
            if error.code == .tooLarge { throw error }
            // Several lines are no JSON text, but each of them is one.
            try forEachLine(bytes, unless: error) { add($0, $1, server, now, to: &batch) }
        }
        return batch
    }

    /// How large a request may be is settled where it arrives.
    private static let limits = JSONReader.Limits(
        bytes: .max, depth: 32, values: OTLPJSON.limits.values)

    /// One event a line; if not even the first line is one, it was meant as a whole.
    private static func forEachLine(
        _ bytes: [UInt8], unless problem: InputProblem, _ body: (JSONValue, Int) -> Void
    ) throws(InputProblem) {
        var (events, number, place) = (0, 0, 0)
        while place < bytes.count {
            let end = bytes[place...].firstIndex(of: 0x0A) ?? bytes.count
            let line = bytes[place..<end]
            place = end + 1
            number += 1
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            let event: JSONValue
            do throws(InputProblem) {
                event = try JSONReader.read(Array(line), limits: limits).root
            } catch {
                if events == 0 { throw problem }
                throw InputProblem(
                    error.code, error.message,
                    position: TextPosition(line: number, column: error.position?.column ?? 1))
            }
            events += 1
            body(event, events)
        }
        if events == 0 { throw problem }
    }

    /// - Parameter number: which of several it is, counted from 1.
    private static func add(
        _ event: JSONValue, _ number: Int?, _ settled: String?, _ now: Timestamp,
        to batch: inout CallBatch
    ) {
        func refuse(_ reason: String) {
            batch.notes.refuse(number.map { "event \($0): \(reason)" } ?? reason)
        }
        guard event.object != nil else { return refuse("an event is an object") }
        guard let server = settled ?? event[["server"]]?.string, !server.isEmpty,
            let tool = event[["tool"]]?.string, !tool.isEmpty
        else { return refuse("an event needs \"server\" and \"tool\", both texts") }
        guard let start = start(event[["start"]], now) else {
            return refuse(
                "\"start\" is a time like 2026-11-22T10:15:30Z or milliseconds since 1970")
        }
        guard let duration = event[["durationMs"]]?.number?.double, duration.isFinite else {
            return refuse("an event needs \"durationMs\", a number of milliseconds")
        }
        guard let id = identity(event[["id"]]) else {
            return refuse("\"id\" is a text or a number")
        }
        if duration < 0 { batch.notes.negative += 1 }
        let error = batch.number(of: error(event[["error"]]))
        batch.calls.append(
            CallBatch.Call(
                id: id.isEmpty ? nil : CallID(event: id, server: server),
                start: start.nanoseconds,
                duration: UInt64(min(max(duration, 0) * 1e6, 9e18).rounded()),
                server: batch.number(of: server), method: batch.number(of: "tools/call"),
                tool: batch.number(of: tool),
                client: batch.number(of: event[["client"]]?.string ?? ""), error: error,
                fault: Fault(error: batch.names.text(error))))
    }

    /// What tells the event from others; empty for none, `nil` for what cannot.
    private static func identity(_ value: JSONValue?) -> String? {
        switch value {
        case nil, .null: ""
        case .string(let text): text
        case .number(let number): number.literal
        default: nil
        }
    }

    private static func start(_ value: JSONValue?, _ now: Timestamp) -> Timestamp? {
        switch value {
        case nil, .null: return now
        case .string(let text): return Timestamp(text)
        case .number(let number):
            let milliseconds = number.double
            guard milliseconds > 0, milliseconds < 9e12 else { return nil }
            return Timestamp(nanoseconds: Int64((milliseconds * 1e6).rounded()))
        default: return nil
        }
    }

    /// What went wrong: a kind of error, or only that something did.
    private static func error(_ value: JSONValue?) -> String {
        switch value {
        case .string(let text): text
        case .bool(true): "_OTHER"
        case .number(let number): number.literal
        case .object: value?[["type"]]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? "_OTHER"
        default: ""
        }
    }
}
