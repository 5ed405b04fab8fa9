// SPDX-License-Identifier: Apache-2.0

/// Cuts a stream of bytes into lines, looking at each byte once.
struct LineBuffer {
    private var bytes: [UInt8] = []
    private var start = 0
    private var scanned = 0

    /// What came after the last line break.
    var rest: ArraySlice<UInt8> { bytes[start...] }

    /// Takes a piece of the stream.
    mutating func append(_ piece: some Sequence<UInt8>) {
        // Moving the rest down only when it is the smaller half keeps the work linear.
        if start > bytes.count / 2 {
            bytes.removeFirst(start)
            scanned -= start
            start = 0
        }
        bytes.append(contentsOf: piece)
    }

    /// The next whole line without its end, or `nil`.
    mutating func next() -> [UInt8]? {
        guard let end = bytes[scanned...].firstIndex(of: 0x0A) else {
            scanned = bytes.count
            return nil
        }
        var line = bytes[start..<end]
        if line.last == 0x0D { line.removeLast() }
        start = end + 1
        scanned = start
        return Array(line)
    }
}

/// Keeps the last bytes of a stream.
struct TailBuffer {
    private var bytes: [UInt8] = []
    private let limit: Int

    /// Keeps so many bytes.
    init(limit: Int) { self.limit = limit }

    /// Takes a piece of the stream.
    mutating func append(_ piece: some Sequence<UInt8>) {
        bytes.append(contentsOf: piece)
        // Trimmed late, so that many small pieces do not each move the whole tail.
        if bytes.count > 2 * limit + 4096 { bytes.removeFirst(bytes.count - limit) }
    }

    /// What was kept, from a whole character on.
    var text: String {
        let tail = bytes.suffix(limit)
        let isCut = tail.count < bytes.count
        return String(
            decoding: isCut ? tail.drop { $0 & 0xC0 == 0x80 } : tail, as: UTF8.self)
    }
}

/// Foreign text made fit to stand in a sentence: one line, no control characters, not too long.
func quoted(_ text: some StringProtocol, limit: Int = 300) -> String {
    let scalars = text.unicodeScalars.lazy.map { scalar -> Unicode.Scalar in
        scalar.properties.generalCategory == .control ? " " : scalar
    }
    var line = String(String.UnicodeScalarView(scalars.prefix(limit + 1)))
    while line.last == " " { line.removeLast() }
    return line.unicodeScalars.count > limit
        ? String(String.UnicodeScalarView(line.unicodeScalars.prefix(limit))) + "…" : line
}

/// Foreign bytes made fit to stand in a sentence.
func quoted(_ bytes: some Sequence<UInt8>, limit: Int = 300) -> String {
    quoted(String(decoding: Array(bytes.prefix(4 * limit + 4)), as: UTF8.self), limit: limit)
}
