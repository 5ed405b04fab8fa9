// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// The port that a process listens on.
enum ListeningPort {
    static func of(_ pid: Int32) async throws -> UInt16? {
        var port: UInt16?
        _ = try await ProcessTable.eventually {
            port = now(pid)
            return port != nil
        }
        return port
    }

    private static func now(_ pid: Int32) -> UInt16? {
        let folder = "/proc/\(pid)/fd"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let sockets = Set(
            files.compactMap {
                try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/" + $0)
            }.filter { $0.hasPrefix("socket:[") }.map { $0.dropFirst(8).dropLast() })
        let table = (try? String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)) ?? ""
        for line in table.split(separator: "\n") {
            let fields = line.split(separator: " ")
            // State 0A is listening; the tenth field is the socket's number.
            guard fields.count > 9, fields[3] == "0A", sockets.contains(fields[9]) else { continue }
            return fields[1].split(separator: ":").last.flatMap { UInt16($0, radix: 16) }
        }
        return nil
    }
}
