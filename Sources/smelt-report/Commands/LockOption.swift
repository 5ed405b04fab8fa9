// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import HostSystem
internal import MCPModel
internal import Scoring

/// The lock that definitions are held against.
struct LockOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Report what changed since smelt-report lock wrote this file.", valueName: "file"))
    var lock: String?

    /// The locks in the file, which must be of servers that were read.
    func locks(for manifests: [ServerManifest]) throws -> [ToolLock] {
        guard let lock else { return [] }
        let bytes = try Files.read(lock)
        let locks: [ToolLock]
        do throws(InputProblem) {
            let root = try JSONReader.read(bytes).root
            locks = try Self.locks(root)
        } catch {
            throw CommandFailure("--lock \(lock): \(error)")
        }
        for one in locks where !manifests.contains(where: one.fits) {
            let names = manifests.map(\.name).joined(separator: ", ")
            throw CommandFailure(
                "--lock \(lock): this is the lock of \(one.server), which shares no tool with "
                    + names)
        }
        return locks
    }

    private static func locks(_ root: JSONValue) throws(InputProblem) -> [ToolLock] {
        guard let list = root.array else { return [try ToolLock(json: root)] }
        var locks: [ToolLock] = []
        for element in list { locks.append(try ToolLock(json: element)) }
        return locks
    }
}

extension [ToolLock] {
    /// The lock of a server: by its name, else the one that shares a tool with it.
    func lock(of manifest: ServerManifest) -> ToolLock? {
        first { $0.server == manifest.name } ?? first { $0.fits(manifest) }
    }
}
