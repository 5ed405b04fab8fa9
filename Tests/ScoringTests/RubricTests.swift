// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import Scoring

/// What the rubric that comes with the program promises about itself.
struct RubricTests {
    @Test func everyRuleIsBrokenByItsFailingExamplesOnly() throws {
        let rubric = try RubricLoader.builtIn()
        let scorer = Scorer(rubric: rubric)
        for (_, rule) in rubric.rules {
            for example in rule.examples.fail {
                let found = scorer.findings(of: rule.id, on: try tools(example))
                #expect(!found.isEmpty, "\(rule.id) does not find \(example.tools)")
            }
            for example in rule.examples.pass {
                let found = scorer.findings(of: rule.id, on: try tools(example))
                #expect(found.isEmpty, "\(rule.id) finds \(found.map(\.message))")
            }
        }
    }

    @Test func meetingEveryRuleGivesFullPoints() throws {
        let rubric = try RubricLoader.builtIn()
        let values = rubric.dimensions.map { $0.rules.map { _ in [1.0 as Double?, 1.0] } }
        let arithmetic = ScoreArithmetic(rubric: rubric, values: values)
        let total = arithmetic.total(
            rubric.dimensions.indices.map { arithmetic.serverValue(dimension: $0) })
        #expect(ScoreArithmetic.points(try #require(total)) == 100)
    }

    @Test func everyKindOfCheckIsUsed() throws {
        let used = Set(try RubricLoader.builtIn().rules.map { type(of: $0.rule.check).kind })
        #expect(used == Set(checkCatalogue.map { $0.kind }))
    }

    @Test func theDimensionsAreThoseOfTheContract() throws {
        #expect(
            try RubricLoader.builtIn().dimensions.map(\.id) == [
                "description-clarity", "schema-completeness", "naming-consistency", "overlap",
                "error-surface", "observability",
            ])
    }

    @Test(arguments: [
        (100, Grade.A), (90, .A), (89, .B), (80, .B), (79, .C), (70, .C), (69, .D), (60, .D),
        (59, .F), (0, .F),
    ])
    func lettersAreReadFromTheRoundedNumber(points: Int, grade: Grade) throws {
        #expect(try RubricLoader.builtIn().grade(points) == grade)
    }

    private func tools(_ example: Rubric.Example) throws -> [ToolDefinition] {
        try example.tools.map { try ToolDefinition(json: $0, origin: []) }
    }
}
