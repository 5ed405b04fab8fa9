// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import Scoring

/// What the rubric that comes with the program promises about itself.
struct RubricTests {
    @Test func everyRuleIsBrokenByItsFailingExamplesOnly() throws {
        let rubrics = try RubricLoader.builtIn()
        let scorer = Scorer(rubrics: rubrics)
        for rule in rubrics.rules {
            for example in rule.examples.fail {
                let found = scorer.findings(of: rule.id, on: example)
                #expect(!found.isEmpty, "\(rule.id) does not find \(example.json)")
            }
            for example in rule.examples.pass {
                let found = scorer.findings(of: rule.id, on: example)
                #expect(found.isEmpty, "\(rule.id) finds \(found.map(\.message))")
            }
        }
    }

    @Test(arguments: ["quality", "security"])
    func meetingEveryRuleGivesFullPoints(id: String) throws {
        let rubric = try #require(try RubricLoader.builtIn().all.first { $0.id == id })
        let values = rubric.dimensions.map {
            $0.rules.map { _ in ScoreArithmetic.RuleValues(tools: [1, 1], server: 1) }
        }
        let arithmetic = ScoreArithmetic(rubric: rubric, values: values)
        let total = arithmetic.total(
            rubric.dimensions.indices.map { arithmetic.serverValue(dimension: $0) })
        #expect(ScoreArithmetic.points(try #require(total)) == 100)
    }

    @Test func everyKindOfCheckIsUsed() throws {
        let used = Set(try RubricLoader.builtIn().rules.map { type(of: $0.check).kind })
        #expect(used == Set(checkCatalogue.map { $0.kind }))
    }

    @Test func theDimensionsAreThoseOfTheContract() throws {
        #expect(
            try RubricLoader.builtIn().all.map { $0.dimensions.map(\.id) } == [
                [
                    "description-clarity", "schema-completeness", "naming-consistency", "overlap",
                    "error-surface", "observability",
                ],
                [
                    "poisoning", "injection-surface", "sensitive-data", "authority",
                    "supply-chain",
                ],
            ])
    }

    @Test(arguments: [
        (100, Grade.A), (90, .A), (89, .B), (80, .B), (79, .C), (70, .C), (69, .D), (60, .D),
        (59, .F), (0, .F),
    ])
    func lettersAreReadFromTheRoundedNumber(points: Int, grade: Grade) throws {
        #expect(try RubricLoader.builtIn().quality.grade(points) == grade)
    }
}
