// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Console
internal import HostSystem
internal import MCPModel
internal import Scoring

/// Whether definitions are repaired instead of reported on.
struct FixOptions: ParsableArguments {
    @Flag(help: "Print the definitions with all repairs; what they gain goes to standard error.")
    var fix = false

    @Flag(name: .customLong("in-place"), help: "With --fix: write the repairs into the files.")
    var inPlace = false

    @Flag(
        name: .customLong("safe-only"), help: "With --fix: leave out repairs that want a review.")
    var safeOnly = false

    func validate() throws {
        if !fix, inPlace || safeOnly {
            throw ValidationError("--in-place and --safe-only go with --fix")
        }
    }

    /// Writes the repaired definitions: to a file, into the files they came from, or to the output.
    func write(_ outcome: Outcome, to output: String?) throws {
        var documents: [(source: String, root: JSONValue, isFile: Bool)] = []
        var cards = outcome.cards[...]
        for input in outcome.inputs {
            guard case .success(let manifest) = input.manifest, let card = cards.popFirst() else {
                continue
            }
            let fixes = card.fixes.filter { !safeOnly || $0.isSafe }
            Terminal.complain(Self.sentence(card, safeOnly ? card.safeGain : card.jointGain))
            // The servers of one file are repaired in the same document.
            if let document = manifest.document, documents.last?.source != input.source {
                documents.append((input.source, document.root, true))
            } else if manifest.document == nil {
                documents.append((input.source, manifest.json, false))
            }
            let last = documents.count - 1
            documents[last].root = try Self.patched(documents[last].root, fixes)
        }
        try write(documents, to: output)
    }

    private func write(
        _ documents: [(source: String, root: JSONValue, isFile: Bool)], to output: String?
    ) throws {
        if inPlace {
            if output != nil {
                throw CommandFailure("--in-place writes into the files, so -o has no place")
            }
            if let live = documents.first(where: { !$0.isFile || !Files.isFile($0.source) }) {
                throw CommandFailure("--in-place: \(live.source) is no file; use -o FILE")
            }
            for document in documents {
                try Files.write(Self.text(document.root), to: document.source)
            }
            return
        }
        guard let document = documents.first, documents.count == 1 else {
            throw CommandFailure(
                "--fix prints one document; these are \(documents.count): use --in-place")
        }
        let text = Self.text(document.root)
        if let output { return try Files.write(text, to: output) }
        Terminal.print(text)
    }

    private static func text(_ root: JSONValue) -> String {
        JSONWriter.text(root, layout: .indented) + "\n"
    }

    private static func patched(_ root: JSONValue, _ fixes: [Fix]) throws -> JSONValue {
        var root = root
        do throws(InputProblem) {
            for fix in fixes { root = try fix.patch.applied(to: root) }
        } catch {
            throw CommandFailure("a repair does not fit the document: \(error)")
        }
        return root
    }

    private static func sentence(_ card: ReportCard, _ joint: JointGain) -> String {
        let before = (card.quality.points ?? 0, card.security.points ?? 0)
        func change(_ name: String, _ old: Int, _ gain: Int, _ grade: Grade?) -> String {
            "\(name) \(old) → \(old + gain)\(grade.map { " (\($0.rawValue))" } ?? "")"
        }
        let count = "\(joint.fixes) repair\(joint.fixes == 1 ? "" : "s")"
        return "\(card.subject.name): \(count), "
            + change("quality", before.0, joint.gain.quality, joint.gradeAfter) + ", "
            + change("security", before.1, joint.gain.security, joint.securityGradeAfter)
    }
}
