// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// A receiver of this process that gives the answers it is told to, one to each connection in turn.
final class ScriptedReceiver: @unchecked Sendable {
    let port: UInt16
    private let descriptor: Int32
    private let answers: [[UInt8]]
    private let lock = NSLock()
    private var taken: [String] = []

    /// - Parameter answers: the last one is given to all that follow; an empty one closes.
    init(_ answers: [[UInt8]]) throws {
        self.answers = answers
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, $0, &size) == 0
            }
        }
        self.descriptor = descriptor
        port = UInt16(bigEndian: address.sin_port)
        guard bound else { throw POSIXError(.EADDRNOTAVAIL) }
        Thread.detachNewThread { [self] in while serve() {} }
    }

    /// Ends the thread, which keeps this value alive.
    func close() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// The heads of the requests so far.
    var heads: [String] { lock.withLock { taken } }

    /// An answer without a body, or with one.
    static func answer(
        _ status: Int, _ headers: [String] = [], body: [UInt8] = []
    ) -> [UInt8] {
        let lines =
            ["HTTP/1.1 \(status) Because", "Connection: close", "Content-Length: \(body.count)"]
            + headers
        return Array(lines.map { $0 + "\r\n" }.joined().utf8) + Array("\r\n".utf8) + body
    }

    private func serve() -> Bool {
        let connection = accept(descriptor, nil, nil)
        guard connection >= 0 else {
            Glibc.close(descriptor)
            return false
        }
        defer { Glibc.close(connection) }
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(
            connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard let head = request(connection) else { return true }
        let place = lock.withLock {
            taken.append(head)
            return taken.count - 1
        }
        let answer = answers[min(place, answers.count - 1)]
        _ = answer.withUnsafeBytes {
            send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        return true
    }

    /// Reads a request to the end of its body; gives its head.
    private func request(_ connection: Int32) -> String? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(connection, &chunk, chunk.count, 0)
            if count <= 0 { return nil }
            bytes += chunk[..<count]
            let text = String(decoding: bytes, as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { continue }
            let head = String(text[..<end.lowerBound])
            let length = head.components(separatedBy: "\r\n").compactMap { line in
                line.lowercased().hasPrefix("content-length:")
                    ? Int(line.dropFirst(15).trimmingCharacters(in: .whitespaces)) : nil
            }
            if bytes.count >= head.utf8.count + 4 + (length.first ?? 0) { return head }
        }
    }
}
