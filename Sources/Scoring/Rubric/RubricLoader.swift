// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import MCPModel
internal import StrictYAML

/// Reads rubric files and refuses what it does not understand, all problems at once.
public enum RubricLoader {
    /// The names of the files that make the rubrics.
    public static let fileNames = [
        "lexicon.yaml", "quality.yaml", "security.yaml", "signals.yaml", "wording.yaml",
    ]

    /// Reads the rubrics from the texts of their files.
    public static func load(_ files: [String: String]) throws(RubricProblems) -> Rubrics {
        var lists: [ProblemList] = []
        func parse(_ name: String) -> YAMLValue? {
            let list = ProblemList(file: name)
            lists.append(list)
            guard let text = files[name] else {
                list.add("the file is missing", line: 1)
                return nil
            }
            return YAMLValue.parse(text, problems: list)
        }
        func digest(_ names: String...) -> String {
            let bytes = names.flatMap { Array((files[$0] ?? "").utf8) }
            return "sha256:" + hexadecimal(SHA256.hash(data: bytes))
        }
        let words = Words(
            lexicon: parse("lexicon.yaml").map { Lexicon($0) },
            signals: parse("signals.yaml").map { Signals($0) })
        let wording = parse("wording.yaml").flatMap { yaml in
            words.signals.map { Wording(yaml, signals: $0) }
        }
        let quality = parse("quality.yaml").map {
            RubricReader(words: words).rubric($0, digest: digest("lexicon.yaml", "quality.yaml"))
        }
        let security = parse("security.yaml").map {
            RubricReader(words: words).rubric(
                $0,
                digest: digest("lexicon.yaml", "security.yaml", "signals.yaml", "wording.yaml"))
        }
        let problems = lists.sorted { $0.file < $1.file }.flatMap(\.problems)
        guard problems.isEmpty, let quality, let security, let wording,
            let lexicon = words.lexicon, let signals = words.signals
        else { throw RubricProblems(problems: problems) }
        return Rubrics(
            quality: quality, security: security, lexicon: lexicon, signals: signals,
            wording: wording)
    }
}

/// What the options of checks are looked up in; absent where its file cannot be read.
struct Words {
    let lexicon: Lexicon?
    let signals: Signals?
}

/// Turns the YAML of a rubric into its values.
private struct RubricReader {
    let words: Words

    func rubric(_ yaml: YAMLValue, digest: String) -> Rubric {
        let members = yaml.members(
            required: ["schema", "id", "version", "title", "bands", "blend", "dimensions"],
            optional: ["combining", "caps"])
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
            combining: members["combining"]?.word(Rubric.Combining.self) ?? .mean,
            caps: members["caps"].map(caps) ?? [:], dimensions: dimensions)
    }

    private func caps(_ yaml: YAMLValue) -> [Finding.Severity: Int] {
        let members = yaml.members(
            required: [], optional: Set(Finding.Severity.allCases.map(\.rawValue)))
        var caps: [Finding.Severity: Int] = [:]
        for severity in Finding.Severity.allCases {
            caps[severity] = members[severity.rawValue].map { Int($0.number(in: 0...100)) }
        }
        return caps
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
        return type.init(CheckOptions(yaml: options, owner: kind, words: words))
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

    /// An example is the JSON of one tool, of an array of tools, or of `{server, tools}`.
    private func example(_ yaml: YAMLValue) -> Rubric.Example? {
        do {
            let json = try JSONReader.read(yaml.text).root
            let isTool = json.object.map { $0["tools"] == nil } ?? false
            let document = try JSONReader.read(JSONWriter.text(isTool ? [json] : json))
            guard let entry = ManifestReader.read(document, fallbackName: "example").first else {
                yaml.problem("an example is a tool, an array of tools, or {server, tools}")
                return nil
            }
            let lock = try json.object?["lock"].map { try ToolLock(json: $0) }
            let beside = try JSONReader.read(
                JSONWriter.text(json.object?["neighbours"] ?? []))
            let neighbours = try ManifestReader.read(beside, fallbackName: "neighbour")
                .map { try $0.manifest.get() }.filter { !$0.tools.isEmpty }
            return Rubric.Example(
                json: json, manifest: try entry.manifest.get(), lock: lock,
                neighbours: neighbours)
        } catch {
            yaml.problem("this example cannot be read: \(error)")
            return nil
        }
    }
}
