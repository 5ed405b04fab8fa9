// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How long it takes to make servers of documents, and how much memory: the whole command, from its
/// start to its exit, as the best of several runs.
///
/// Usage: swift run -c release GenerationSpeed [DOCUMENT…]
///
/// Needs the command in release mode (`swift build -c release --product smelt`), and for the comparison
/// the Python of the tests in ../.venv (`scripts/setup --tests`).
@main
struct GenerationSpeed {
    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    static func main() throws {
        let work = NSTemporaryDirectory() + "smelt-generation-\(getpid())"
        try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: work) }
        let given = CommandLine.arguments.dropFirst()
        if !given.isEmpty {
            for path in given { try measure((path as NSString).lastPathComponent, path, in: work) }
            return
        }
        let large = SampleDocument(operations: 1_000, schemas: 300, members: 40)
        let json = work + "/large.json"
        try large.json.write(toFile: json, atomically: true, encoding: .utf8)
        try measure("JSON, 1,000 operations", json, in: work, withPeer: true)
        let yaml = work + "/large.yaml"
        try SampleDocument(operations: 700, schemas: 240, members: 40).yaml
            .write(toFile: yaml, atomically: true, encoding: .utf8)
        try measure("YAML, 700 operations", yaml, in: work)
        // Twice the operations of twice the schemas, all of which refer to each other.
        for count in [100, 200, 400, 800] {
            let path = work + "/web-\(count).json"
            try SampleDocument(operations: count, schemas: count, members: 10, isWeb: true).json
                .write(toFile: path, atomically: true, encoding: .utf8)
            try measure("\(count) operations, \(count) schemas that recurse", path, in: work)
        }
    }

    static func measure(
        _ name: String, _ document: String, in work: String, withPeer: Bool = false
    ) throws {
        let size = try FileManager.default.attributesOfItem(atPath: document)[.size] as? Int ?? 0
        var runs: [Run] = []
        for number in 0..<5 {
            runs.append(
                try Run(
                    repository + "/.build/release/smelt",
                    ["generate", document, "-o", work + "/out-\(number)"]))
            try? FileManager.default.removeItem(atPath: work + "/out-\(number)")
        }
        guard let best = runs.min(by: { $0.seconds < $1.seconds }) else { return }
        let megabytes = String(format: "%.1f MB", Double(size) / 1e6)
        print("\(name), \(megabytes): \(best.text)")
        guard withPeer else { return }
        let python = repository + "/.venv/bin/python"
        guard FileManager.default.isExecutableFile(atPath: python) else {
            print("  no peer: there is no \(python)")
            return
        }
        let list = work + "/peer.txt"
        let peer = try Run(
            python, [repository + "/Benchmarks/Generation/peer.py", document], output: list)
        let listed = try String(contentsOfFile: list, encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let ratio = String(format: "%.0f", peer.seconds / best.seconds)
        print(
            "  FastMCP builds and lists the same: \(peer.text), \(ratio) times as long; \(listed)")
    }
}

/// One run of a command.
struct Run {
    let seconds: Double
    let peakMegabytes: Double
    let status: Int32

    init(_ command: String, _ arguments: [String], output: String = "/dev/null") throws {
        var pid = pid_t()
        var words: [UnsafeMutablePointer<CChar>?] = ([command] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(
            &actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let start = ContinuousClock.now
        guard posix_spawn(&pid, command, &actions, nil, words, environ) == 0 else {
            throw CocoaError(.fileReadNoSuchFile, userInfo: [NSFilePathErrorKey: command])
        }
        var status: Int32 = 0
        var usage = rusage()
        wait4(pid, &status, 0, &usage)
        let time = ContinuousClock.now - start
        seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        peakMegabytes = Double(usage.ru_maxrss) / 1024
        self.status = status
    }

    var text: String {
        let end = status == 0 ? "" : ", failed"
        return String(format: "%.2f s, %.0f MB at most", seconds, peakMegabytes) + end
    }
}
