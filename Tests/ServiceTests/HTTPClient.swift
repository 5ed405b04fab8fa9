// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import MCPModel

/// A client of HTTP/1.1 that does little, and nothing that was not asked for.
struct HTTPClient: Sendable {
    /// Why there is no answer.
    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ what: String, _ code: Int32? = nil) {
            description = code.map { what + ": " + String(cString: strerror($0)) } ?? what
        }
    }

    /// What came back.
    struct Answer: Sendable {
        let status: Int
        /// The names are in lower case.
        let headers: [String: String]
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }

        func json() throws -> JSONValue { try JSONReader.read(body).root }
    }

    let port: UInt16
    var seconds = 60

    /// Sends a request on a connection of its own; a thread of its own waits for the answer.
    func send(
        _ method: String, _ path: String, headers: [String: String] = [:], body: [UInt8] = []
    ) async throws -> Answer {
        var all = ["host": "127.0.0.1", "connection": "close"]
        if method != "GET" { all["content-length"] = String(body.count) }
        all.merge(headers) { $1 }
        let head =
            "\(method) \(path) HTTP/1.1\r\n"
            + all.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined() + "\r\n"
        let bytes = Array(head.utf8) + body
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        let connection = try Connection(port: port, seconds: seconds)
                        connection.write(bytes)
                        return try connection.answer()
                    })
            }
        }
    }

    func get(_ path: String) async throws -> Answer { try await send("GET", path) }

    func post(
        _ path: String, _ type: String, _ body: [UInt8], encoding: String? = nil
    ) async throws -> Answer {
        var headers = ["content-type": type]
        if let encoding { headers["content-encoding"] = encoding }
        return try await send("POST", path, headers: headers, body: body)
    }
}

/// A connection to this machine, closed with this value; everything on it ends at a time limit.
final class Connection: Sendable {
    private let descriptor: Int32
    private let deadline: ContinuousClock.Instant

    init(port: UInt16, seconds: Int = 300) throws {
        deadline = ContinuousClock.now + .seconds(seconds)
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        guard descriptor >= 0 else { throw HTTPClient.Failure("no socket", errno) }
        // Short waits, between which the deadline is looked at.
        var limit = timeval(tv_sec: 0, tv_usec: 200_000)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // Throwing ends this value, which closes the socket; closing it here as well would hit
        // whatever has got the same number by then.
        if status != 0 { throw HTTPClient.Failure("no connection to port \(port)", errno) }
    }

    deinit { close(descriptor) }

    /// Writes as much as the other side takes; an answer may come before all of it is sent.
    func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            var place = 0
            while place < bytes.count, ContinuousClock.now < deadline {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[place...])
                let count = Glibc.send(
                    descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                if count >= 0 {
                    place += count
                } else if errno != EAGAIN, errno != EINTR {
                    return
                }
            }
        }
    }

    /// Reads one answer, as long as its Content-Length says.
    func answer() throws -> HTTPClient.Answer {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            if let answer = try Self.answer(in: bytes) { return answer }
            guard ContinuousClock.now < deadline else {
                throw HTTPClient.Failure("no answer in time")
            }
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count > 0 {
                bytes += chunk[..<count]
            } else if count == 0 {
                throw HTTPClient.Failure("closed after \(bytes.count) bytes of an answer")
            } else if errno != EAGAIN, errno != EINTR {
                throw HTTPClient.Failure("no answer", errno)
            }
        }
    }

    /// What ``answer()`` gives, waited for by a thread of its own.
    func laterAnswer() async throws -> HTTPClient.Answer {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try self.answer() }) }
        }
    }

    /// Reads one head without a body behind it, as what comes before an answer has; a thread of its own
    /// waits for it.
    func laterHead() async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try self.head() }) }
        }
    }

    private func head() throws -> String {
        var bytes: [UInt8] = []
        while bytes.suffix(4) != [13, 10, 13, 10] {
            guard ContinuousClock.now < deadline else {
                throw HTTPClient.Failure("no head in time: \(bytes.count) bytes")
            }
            var byte: UInt8 = 0
            let count = recv(descriptor, &byte, 1, 0)
            if count > 0 {
                bytes.append(byte)
            } else if count == 0 || errno != EAGAIN && errno != EINTR {
                throw HTTPClient.Failure("no head", errno)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the other side closes it in time, and says nothing more until then.
    func laterEnd() async -> Bool {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: self.ends()) }
        }
    }

    private func ends() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 1 << 12)
        while ContinuousClock.now < deadline {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count > 0 { return false }
            if count == 0 { return true }
            // One that is cut while more is on its way says that it is reset.
            if errno != EAGAIN, errno != EINTR { return true }
        }
        return false
    }

    /// An answer, once it is whole.
    private static func answer(in bytes: [UInt8]) throws -> HTTPClient.Answer? {
        let text = String(decoding: bytes.prefix(8192), as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else {
            throw HTTPClient.Failure("no answer of HTTP: \(lines[0])")
        }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] =
                line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        guard let length = headers["content-length"].flatMap({ Int($0) }) else {
            throw HTTPClient.Failure("an answer without a Content-Length")
        }
        let start = text[..<end.upperBound].utf8.count
        guard bytes.count >= start + length else { return nil }
        return HTTPClient.Answer(
            status: status, headers: headers, body: Array(bytes[start..<(start + length)]))
    }
}

extension JSONValue {
    /// The value behind some keys.
    func at(_ path: String...) -> JSONValue? { self[JSONPointer(path)] }
}
