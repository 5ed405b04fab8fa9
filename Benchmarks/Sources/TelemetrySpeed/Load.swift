// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Posts over connections that stay open, one thread to each.
enum Load {
    /// Runs connections side by side; each posts what it is given until it gets nothing more.
    ///
    /// - Returns: how many posts were answered with 200, and how many otherwise.
    static func run(
        port: UInt16, connections: Int, path: String, type: String,
        next: @escaping @Sendable (_ connection: Int, _ turn: Int) -> [UInt8]?
    ) -> (taken: Int, refused: Int) {
        let results = Results()
        let group = DispatchGroup()
        for connection in 0..<connections {
            group.enter()
            let thread = Thread {
                defer { group.leave() }
                guard let socket = Connection(port: port) else { return }
                var turn = 0
                while let body = next(connection, turn) {
                    turn += 1
                    results.add(socket.post(path, type, body) == 200)
                }
            }
            thread.start()
        }
        group.wait()
        return results.counts
    }

    private final class Results: @unchecked Sendable {
        private let lock = NSLock()
        private var taken = 0
        private var refused = 0

        func add(_ isTaken: Bool) {
            lock.withLock { if isTaken { taken += 1 } else { refused += 1 } }
        }

        var counts: (Int, Int) { lock.withLock { (taken, refused) } }
    }
}

/// A connection to this machine.
final class Connection {
    private let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: 4096)

    init?(port: UInt16) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if status != 0 { return nil }
        var yes: Int32 = 1
        setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    /// The status of the answer.
    func post(_ path: String, _ type: String, _ body: [UInt8]) -> Int {
        request("POST", path, "Content-Type: \(type)\r\nContent-Length: \(body.count)\r\n", body)
    }

    /// The status of the answer.
    func get(_ path: String) -> Int { request("GET", path, "", []) }

    private func request(
        _ method: String, _ path: String, _ fields: String, _ body: [UInt8]
    ) -> Int {
        let head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n"
        let request = Array(head.utf8) + body
        var sent = 0
        while sent < request.count {
            let count = request.withUnsafeBytes {
                send(descriptor, $0.baseAddress?.advanced(by: sent), request.count - sent, 0)
            }
            if count <= 0 { return 0 }
            sent += count
        }
        return answer()
    }

    private func answer() -> Int {
        var received: [UInt8] = []
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count <= 0 { return 0 }
            received += buffer[..<count]
            guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { continue }
            let head = String(decoding: received[..<end.lowerBound], as: UTF8.self).lowercased()
            let length =
                head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
                .flatMap { Int($0.split(separator: " ").last ?? "") } ?? 0
            while received.count < end.upperBound + length {
                let more = recv(descriptor, &buffer, buffer.count, 0)
                if more <= 0 { return 0 }
                received += buffer[..<more]
            }
            return Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0
        }
    }
}

/// Lets a sender go on at most once in a while.
final class Pace: @unchecked Sendable {
    private let interval: Double
    private var next = Date()

    /// - Parameter interval: seconds; none without a limit.
    init(every interval: Double) { self.interval = interval }

    func wait() {
        if interval <= 0 { return }
        next = max(next.addingTimeInterval(interval), Date().addingTimeInterval(-1))
        let rest = next.timeIntervalSinceNow
        if rest > 0 { Thread.sleep(forTimeInterval: rest) }
    }
}
