// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Looks every ten seconds at the memory of a process, so that growth over a long run shows.
final class MemoryWatch: @unchecked Sendable {
    private static let pause = 10.0

    private let process: Int32
    private let lock = NSLock()
    // Touched only while the lock is held.
    private var samples: [Int] = []
    private var isOver = false

    /// Begins to look.
    init(process: Int32) {
        self.process = process
        Thread.detachNewThread { [self] in
            while look() { Thread.sleep(forTimeInterval: Self.pause) }
        }
    }

    /// Looks once more, and says what was seen: all in megabytes.
    func end() -> String {
        _ = look()
        let samples = lock.withLock {
            isOver = true
            return self.samples
        }
        let peak = Self.kilobytes("VmHWM", of: process) / 1024
        return "\(samples.first ?? 0) MB at first, \(samples.max() ?? 0) at most, "
            + "\(samples.last ?? 0) at last, \(peak) ever (VmHWM); \(samples.count) looks"
    }

    private func look() -> Bool {
        let megabytes = Self.kilobytes("VmRSS", of: process) / 1024
        return lock.withLock {
            if isOver { return false }
            samples.append(megabytes)
            return true
        }
    }

    /// A field of what the system says of a process; 0 for one that is gone.
    private static func kilobytes(_ field: String, of process: Int32) -> Int {
        let status =
            (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(field + ":") } ?? ""
        return line.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }.first ?? 0
    }
}
