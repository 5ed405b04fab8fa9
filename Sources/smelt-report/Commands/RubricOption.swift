// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import HostSystem
internal import Scoring

/// Which rubrics a command uses.
struct RubricOption: ParsableArguments {
    @Option(help: ArgumentHelp("Use the rubric files in this folder.", valueName: "folder"))
    var rubrics: String?

    /// The rubrics asked for, or those that came with the program.
    func load() throws -> Rubrics {
        do {
            guard let rubrics else { return try RubricLoader.builtIn() }
            var files: [String: String] = [:]
            var missing: [String] = []
            for name in RubricLoader.fileNames {
                do {
                    files[name] = try Files.text(rubrics + "/" + name)
                } catch {
                    missing.append(error.message)
                }
            }
            if !missing.isEmpty { throw CommandFailure(missing.joined(separator: "\n")) }
            return try RubricLoader.load(files)
        } catch let problems as RubricProblems {
            throw CommandFailure(problems.description)
        }
    }
}
