// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Looks for processes in `/proc`.
public enum ProcessTable {
    /// The living processes whose environment holds a text; zombies do not count.
    public static func processes(withEnvironment text: String) -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.filter { pid in
            guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/environ") else {
                return false
            }
            return String(decoding: data, as: UTF8.self).contains(text)
        }
    }

    /// Whether a process lives; a zombie does not.
    public static func isAlive(_ pid: Int32) -> Bool {
        guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else {
            return false
        }
        // The state stands behind the name, which may itself hold spaces and brackets.
        let rest = String(decoding: data, as: UTF8.self).split(separator: ")").last ?? ""
        return !rest.hasPrefix(" Z") && !rest.hasPrefix(" X")
    }

    /// Whether something comes true within a time, asked again and again.
    public static func eventually(
        within limit: Duration = .seconds(180), _ condition: () throws -> Bool
    ) async throws -> Bool {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < limit {
            if try condition() { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return try condition()
    }
}
