// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Takes whatever is posted over HTTP, and counts it.
final class Receiver: @unchecked Sendable {
    let port: UInt16
    private let lock = NSLock()
    // Touched only while the lock is held.
    private var requests = 0
    private var bytes = 0

    init?() {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let length = size
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, $0, &size) == 0
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        if !isBound { return nil }
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                if connection < 0 { return }
                Thread.detachNewThread { self.serve(connection) }
            }
        }
    }

    /// How many requests came, and how long their bodies were together.
    var taken: (requests: Int, bytes: Int) { lock.withLock { (requests, bytes) } }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8)
        var received: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(connection, &chunk, chunk.count, 0)
            if count <= 0 { return }
            received += chunk[..<count]
            guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { continue }
            let head = String(decoding: received[..<end.lowerBound], as: UTF8.self).lowercased()
            let length =
                head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
                .flatMap { Int($0.split(separator: " ").last ?? "") } ?? 0
            if received.count < end.upperBound + length { continue }
            received.removeFirst(end.upperBound + length)
            lock.withLock {
                requests += 1
                bytes += length
            }
            if send(connection, answer, answer.count, Int32(MSG_NOSIGNAL)) < 0 { return }
        }
    }
}
