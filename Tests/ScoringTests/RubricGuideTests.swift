// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Scoring

/// The rubric's words as people read them.
struct RubricGuideTests {
    @Test func theGuideInTheRubricsFolderIsUpToDate() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../rubrics/README.md").standardized
        let page = try String(contentsOf: path, encoding: .utf8)
        let isCurrent = page == RubricGuide.markdown(try RubricLoader.builtIn())
        #expect(
            isCurrent,
            "make it anew: smelt-report rules --format markdown > rubrics/README.md")
    }

    @Test func everyRuleCanBeExplained() throws {
        let rubrics = try RubricLoader.builtIn()
        for (dimension, rule) in rubrics.all.flatMap(\.rules) {
            let text = try #require(RubricGuide.explain(rule.id, in: rubrics))
            #expect(text.contains(rule.why) && text.contains(rule.advice))
            #expect(text.contains(dimension.title))
        }
        #expect(RubricGuide.explain("no-such-rule", in: rubrics) == nil)
    }

    @Test func theListNamesEveryRuleOnce() throws {
        let rubrics = try RubricLoader.builtIn()
        let lines = RubricGuide.list(rubrics).split(separator: "\n")
        for rule in rubrics.rules {
            #expect(lines.count { $0.hasPrefix("  \(rule.id) ") } == 1)
        }
    }
}
