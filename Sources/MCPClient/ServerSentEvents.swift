// SPDX-License-Identifier: Apache-2.0

/// Reads the data of server-sent events out of a stream (HTML Living Standard, section 9.2).
///
/// Of the fields only `data` matters here; the others and comments are skipped.
struct ServerSentEvents {
    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var hasData = false
    private var lastWasReturn = false
    private var lineNumber = 0

    /// Takes a piece of the stream; the data of each event that ends in it.
    mutating func append(_ piece: some Sequence<UInt8>) -> [[UInt8]] {
        var events: [[UInt8]] = []
        for byte in piece {
            // CR LF is one line end, also when a piece ends between the two.
            let isSecondHalf = byte == 0x0A && lastWasReturn
            lastWasReturn = byte == 0x0D
            if isSecondHalf { continue }
            guard byte == 0x0A || byte == 0x0D else {
                line.append(byte)
                continue
            }
            if let event = endLine() { events.append(event) }
        }
        return events
    }

    /// Deals with a whole line; an empty one ends the event.
    private mutating func endLine() -> [UInt8]? {
        defer { line.removeAll(keepingCapacity: true) }
        lineNumber += 1
        if lineNumber == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        if line.isEmpty {
            defer {
                data = []
                hasData = false
            }
            return hasData ? data : nil
        }
        let name = line.prefix { $0 != UInt8(ascii: ":") }
        guard name.elementsEqual("data".utf8) else { return nil }
        var value = line.dropFirst(name.count + 1)
        if value.first == 0x20 { value.removeFirst() }
        // The lines of one event's data are joined by line breaks.
        if hasData { data.append(0x0A) }
        data += value
        hasData = true
        return nil
    }
}
