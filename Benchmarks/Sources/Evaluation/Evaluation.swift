// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import Scoring

/// Measures how good the judgements are, on labelled data that is not part of the project.
///
///     swift run -c release Evaluation [DATA]
///
/// DATA is a folder with `quality/`, `manifests/` and `poisoning/`; the default is `../../shared/data`.
@main
struct Evaluation {
    static func main() throws {
        let folder = URL(filePath: CommandLine.arguments.dropFirst().first ?? "../../shared/data")
        guard FileManager.default.fileExists(atPath: folder.path) else {
            print(
                "The labelled data is missing: \(folder.path) does not exist; nothing was evaluated."
            )
            exit(3)
        }
        let rubrics: Rubrics
        do {
            rubrics = try RubricLoader.builtIn()
        } catch {
            print(error)
            exit(2)
        }
        let scorer = Scorer(rubrics: rubrics)
        let data = EvaluationData(folder: folder)
        print("Smelt \(Scorer.engine.version), data in \(folder.path)")
        try PairEvaluation(scorer: scorer, data: data).report()
        try SwapEvaluation(scorer: scorer, data: data).report()
        try PaddingEvaluation(scorer: scorer, data: data).report()
        try SpreadEvaluation(scorer: scorer, data: data).report()
        try PoisoningEvaluation(scorer: scorer, data: data).report()
        try AlarmEvaluation(scorer: scorer, data: data).report()
        try OverlapEvaluation(scorer: scorer, rubrics: rubrics, data: data).report()
        try FixEvaluation(scorer: scorer, data: data).report()
    }
}
