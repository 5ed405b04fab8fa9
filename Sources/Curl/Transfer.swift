// SPDX-License-Identifier: Apache-2.0

internal import CCurl

/// What is known about a transfer under way; the library's callbacks work on it.
final class Transfer {
    /// Why we ended the transfer ourselves.
    enum Ending {
        case enough
        case tooLarge
        case cancelled
    }

    /// The most bytes of header fields that are read.
    static let headLimit = 256 << 10

    var head = HTTPHead()
    private(set) var ending: Ending?
    private var headBytes = 0
    private var bodyBytes = 0
    private let bodyLimit: Int
    private let isCancelled: () -> Bool
    private let onBody: (HTTPHead, UnsafeBufferPointer<UInt8>) -> HTTPClient.BodyVerdict

    init(
        _ bodyLimit: Int, isCancelled: @escaping () -> Bool,
        onBody: @escaping (HTTPHead, UnsafeBufferPointer<UInt8>) -> HTTPClient.BodyVerdict
    ) {
        self.bodyLimit = bodyLimit
        self.isCancelled = isCancelled
        self.onBody = onBody
    }

    /// Makes a handle report to this transfer, which must outlive the handle's work.
    func attach(to handle: UnsafeMutableRawPointer) {
        let own = Unmanaged.passUnretained(self).toOpaque()
        ccurl_set_pointer(handle, CURLOPT_HEADERDATA, own)
        ccurl_set_pointer(handle, CURLOPT_WRITEDATA, own)
        ccurl_set_pointer(handle, CURLOPT_XFERINFODATA, own)
        ccurl_set_long(handle, CURLOPT_NOPROGRESS, 0)
        ccurl_set_writer(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            let (transfer, piece) = Transfer.unwrap(context, bytes, size * count)
            return transfer?.readHeader(piece) == true ? piece.count : 0
        }
        ccurl_set_writer(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            let (transfer, piece) = Transfer.unwrap(context, bytes, size * count)
            return transfer?.readBody(piece) == true ? piece.count : 0
        }
        ccurl_set_progress(handle) { context, _, _, _, _ in
            Transfer.unwrap(context, nil, 0).0?.checkCancelled() == true ? 1 : 0
        }
    }

    private static func unwrap(
        _ context: UnsafeMutableRawPointer?, _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int
    ) -> (Transfer?, UnsafeBufferPointer<UInt8>) {
        let raw = UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count)
        let transfer = context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
        return (transfer, raw.bindMemory(to: UInt8.self))
    }

    /// Takes one line of the head; false ends the transfer.
    private func readHeader(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        headBytes += bytes.count
        guard headBytes <= Self.headLimit else { return end(.tooLarge) }
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            // An interim answer came before; only the last head counts.
            let status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) }
            head = HTTPHead(status: status ?? 0, headers: [])
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...]
            head.headers.append(HTTPHeader(String(line[..<colon]), trimmed(value)))
        }
        return true
    }

    /// Takes a piece of the body; false ends the transfer.
    private func readBody(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        if isCancelled() { return end(.cancelled) }
        bodyBytes += bytes.count
        guard bodyBytes <= bodyLimit else { return end(.tooLarge) }
        return onBody(head, bytes) == .more || end(.enough)
    }

    private func checkCancelled() -> Bool {
        if isCancelled() { _ = end(.cancelled) }
        return ending != nil
    }

    private func end(_ ending: Ending) -> Bool {
        self.ending = ending
        return false
    }
}

private func trimmed(_ text: Substring) -> String {
    let isSpace = { (character: Character) in character.isWhitespace }
    let start = text.drop(while: isSpace)
    let count = start.reversed().prefix(while: isSpace).count
    return String(start.dropLast(count))
}
