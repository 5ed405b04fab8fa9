// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import MCPModel

/// Reads rubric files and refuses what it does not understand, all problems at once.
public enum RubricLoader {
    /// The names of the files that make the quality rubric.
    public static let fileNames = ["lexicon.yaml", "quality.yaml"]

    /// Reads the quality rubric from the texts of its files.
    public static func load(_ files: [String: String]) throws(RubricProblems) -> Rubric {
        var problems: [RubricProblem] = []
        func parse(_ name: String) -> (YAMLValue?, ProblemList) {
            let list = ProblemList(file: name)
            guard let text = files[name] else {
                list.add("the file is missing", line: 1)
                return (nil, list)
            }
            return (YAMLValue.parse(text, problems: list), list)
        }
        let (lexiconYAML, lexiconProblems) = parse("lexicon.yaml")
        let lexicon = lexiconYAML.map { Lexicon($0) }
        problems += lexiconProblems.problems
        let (rubricYAML, rubricProblems) = parse("quality.yaml")
        var rubric: Rubric?
        if let rubricYAML, let lexicon {
            let digest = SHA256.hash(
                data: fileNames.flatMap { Array((files[$0] ?? "").utf8) })
            rubric = RubricReader(lexicon: lexicon).rubric(
                rubricYAML, digest: "sha256:" + hexadecimal(digest))
        }
        problems += rubricProblems.problems
        guard let rubric, problems.isEmpty else { throw RubricProblems(problems: problems) }
        return rubric
    }
}

/// Turns the YAML of a rubric into its values.
private struct RubricReader {
    let lexicon: Lexicon

    func rubric(_ yaml: YAMLValue, digest: String) -> Rubric {
        let members = yaml.members(required: [
            "schema", "id", "version", "title", "bands", "blend", "dimensions",
        ])
        if members["schema"]?.text != "1" {
            (members["schema"] ?? yaml).problem("this schema version is unknown; 1 is known")
        }
        let dimensions = (members["dimensions"]?.elements ?? []).map(dimension)
        if dimensions.map(\.weight).reduce(0, +) != 100 {
            (members["dimensions"] ?? yaml).problem(
                "the weights of the dimensions must add up to 100")
        }
        let ids = dimensions.map(\.id) + dimensions.flatMap { $0.rules.map(\.id) }
        for (id, uses) in Dictionary(grouping: ids, by: \.self).sorted(by: { $0.key < $1.key })
        where uses.count > 1 {
            yaml.problem("the id \"\(id)\" is used \(uses.count) times")
        }
        return Rubric(
            id: members["id"]?.text ?? "", version: members["version"]?.text ?? "",
            digest: digest, title: members["title"]?.text ?? "",
            bands: members["bands"].map(bands) ?? [],
            blend: Rubric.Blend(power: members["blend"]?.number(in: 0.1...1) ?? 1),
            dimensions: dimensions, lexicon: lexicon)
    }

    private func bands(_ yaml: YAMLValue) -> [Rubric.Band] {
        let letters = Set(Grade.allCases.map(\.rawValue))
        let members = yaml.members(required: letters)
        let bands = Grade.allCases.compactMap { grade in
            members[grade.rawValue].map {
                Rubric.Band(grade: grade, from: Int($0.number(in: 0...100)))
            }
        }
        if bands.last?.from != 0 { yaml.problem("the lowest letter must begin at 0") }
        for (better, worse) in zip(bands, bands.dropFirst()) where better.from <= worse.from {
            yaml.problem("\(better.grade.rawValue) must begin above \(worse.grade.rawValue)")
        }
        return bands
    }

    private func dimension(_ yaml: YAMLValue) -> Rubric.Dimension {
        let members = yaml.members(
            required: ["id", "title", "asks", "weight", "rules"], optional: ["not-judged"])
        let rules = (members["rules"]?.elements ?? []).compactMap(rule)
        let ids = Set(rules.map(\.id))
        for rule in rules {
            if let entailing = rule.entailedBy, !ids.contains(entailing) || entailing == rule.id {
                yaml.problem(
                    "\"\(rule.id)\" is entailed by \"\(entailing)\", which is no other rule of this "
                        + "dimension; across dimensions an absent thing must stay a failure")
            }
        }
        return Rubric.Dimension(
            id: members["id"]?.text ?? "", title: members["title"]?.text ?? "",
            asks: members["asks"]?.text ?? "",
            weight: Int(members["weight"]?.number(in: 0...100) ?? 0),
            notJudged: members["not-judged"]?.text, rules: rules)
    }

    private func rule(_ yaml: YAMLValue) -> Rubric.Rule? {
        let members = yaml.members(
            required: [
                "id", "kind", "title", "failure", "why", "advice", "message", "weight", "severity",
                "confidence", "examples",
            ],
            optional: [
                "options", "curve", "report-below", "not-applicable", "entailed-by", "references",
            ])
        guard let kind = members["kind"], let check = check(kind, members["options"]) else {
            return nil
        }
        let curve = members["curve"].map(Curve.init) ?? .identity
        let reportBelow = members["report-below"]?.number(in: 0...1) ?? 0.5
        if let least = curve.points.map(\.value).min(), least >= reportBelow {
            yaml.problem(
                "no finding can come of this rule: its curve never goes below \(reportBelow)")
        }
        return Rubric.Rule(
            id: members["id"]?.text ?? "", title: members["title"]?.text ?? "",
            failure: members["failure"]?.text ?? "", why: members["why"]?.text ?? "",
            advice: members["advice"]?.text ?? "",
            message: members["message"].map(MessageTemplate.init) ?? MessageTemplate(parts: []),
            weight: members["weight"]?.number(in: 0...100) ?? 0,
            severity: members["severity"]?.word(Finding.Severity.self) ?? .info,
            confidence: members["confidence"]?.word(Finding.Confidence.self) ?? .low,
            reportBelow: reportBelow,
            curve: curve,
            notApplicable: members["not-applicable"]?.text ?? "nothing to measure",
            entailedBy: members["entailed-by"]?.text,
            references: members["references"]?.texts ?? [],
            examples: members["examples"].map(examples) ?? ([], []), check: check)
    }

    private func check(_ kind: YAMLValue, _ options: YAMLValue?) -> (any Check)? {
        guard let type = checkCatalogue.first(where: { $0.kind == kind.text }) else {
            let known = checkCatalogue.map { $0.kind }.joined(separator: ", ")
            kind.problem("\"\(kind.text)\" is no kind of check; known: \(known)")
            return nil
        }
        return type.init(CheckOptions(yaml: options, owner: kind, lexicon: lexicon))
    }

    private func examples(_ yaml: YAMLValue) -> (pass: [Rubric.Example], fail: [Rubric.Example]) {
        let members = yaml.members(required: ["pass", "fail"])
        func read(_ key: String) -> [Rubric.Example] {
            let examples = members[key]?.elements ?? []
            if examples.isEmpty { yaml.problem("a rule needs an example that shows \"\(key)\"") }
            return examples.compactMap(example)
        }
        return (read("pass"), read("fail"))
    }

    /// An example is the JSON of one tool, or of an array of tools.
    private func example(_ yaml: YAMLValue) -> Rubric.Example? {
        do {
            let value = try JSONReader.read(yaml.text).root
            let tools = (value.array ?? [value]).compactMap(\.object)
            if tools.isEmpty { yaml.problem("an example is a tool or an array of tools") }
            return Rubric.Example(tools: tools)
        } catch {
            yaml.problem("this example is not JSON: \(error)")
            return nil
        }
    }
}

/// Bytes as lower-case hexadecimal digits.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
    return String(decoding: text, as: UTF8.self)
}
