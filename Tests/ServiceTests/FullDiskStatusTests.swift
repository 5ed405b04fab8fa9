// SPDX-License-Identifier: Apache-2.0

import Delivery
import Foundation
import TestSupport
import Testing

/// A file system that only one process sees.
private enum SmallDisk {
    /// Whether one can be had.
    static let isAvailable: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["unshare", "-Urm", "mount", "-t", "tmpfs", "none", "/tmp"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()
}

@Suite(
    "The state of deliveries on a full disk",
    .enabled(if: SmallDisk.isAvailable, "no file system can be made in a namespace"))
struct FullDiskStatusTests {
    @Test(
        "says why nothing moves, and only then", arguments: [("700k", true), ("64m", false)])
    func full(size: String, isFull: Bool) async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("", to: "data/" + Outbox.fileName)
        do { _ = try Outbox(folder: folder.path("data")) }
        try folder.write("", to: "disk/nothing")
        let script = """
            mount -t tmpfs -o size=\(size) none "$1" && cp "$2" "$1" &&
            exec "$0" export status --data "$1"
            """
        let disk = folder.path("disk")
        let run = try await CommandRun.run(
            "unshare", ["-Urm", "sh", "-c", script, SmeltServe.path, disk, file])
        #expect(run.stdout.contains("nothing was sent to anybody yet"), "\(run.stderr)")
        #expect(run.stdout.contains("the disk of \(disk) is full: nothing more can") == isFull)
        #expect(run.status == (isFull ? 1 : 0))
    }
}
