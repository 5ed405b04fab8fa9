// SPDX-License-Identifier: Apache-2.0

internal import CYAML

/// Reads YAML texts with libyaml: one document, keys that are texts and differ, bounded.
package struct YAMLComposer {
    /// What is read at most.
    package enum Limits {
        /// How many lists and mappings may be nested.
        package static let depth = 200
        /// How many values a text may come to once its aliases are followed.
        package static let values = 4_000_000
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private var anchors: [String: YAMLNode] = [:]

    /// The value of a text; `nil` where it is empty.
    package static func node(of bytes: [UInt8]) throws(YAMLProblem) -> YAMLNode? {
        // `withUnsafeBufferPointer` cannot rethrow a typed error, so the outcome travels as a value.
        let outcome = bytes.withUnsafeBufferPointer { buffer in
            Result { () throws(YAMLProblem) in
                let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
                defer { parser.deallocate() }
                guard yaml_parser_initialize(parser) == 1 else {
                    throw YAMLProblem(message: "there is not enough memory", line: 1, column: 1)
                }
                defer { yaml_parser_delete(parser) }
                yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
                yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
                var composer = YAMLComposer(parser: parser)
                return try composer.document()
            }
        }
        return try outcome.get()
    }

    private init(parser: UnsafeMutablePointer<yaml_parser_t>) { self.parser = parser }

    private mutating func document() throws(YAMLProblem) -> YAMLNode? {
        _ = try next()
        guard try next().kind == YAML_DOCUMENT_START_EVENT else { return nil }
        let node = try node(try next(), depth: 0)
        _ = try next()
        let after = try next()
        guard after.kind == YAML_STREAM_END_EVENT else {
            throw problem("a second document begins here; one is read", after)
        }
        return node
    }

    /// What is needed of an event once it is freed.
    private struct Event {
        let kind: yaml_event_type_t
        var text = ""
        var isPlain = false
        var anchor: String?
        let line: Int
        let column: Int
    }

    private func next() throws(YAMLProblem) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw fault() }
        defer { yaml_event_delete(&event) }
        var read = Event(
            kind: event.type, line: Int(event.start_mark.line) + 1,
            column: Int(event.start_mark.column) + 1)
        switch event.type {
        case YAML_ALIAS_EVENT: read.anchor = Self.text(event.data.alias.anchor)
        case YAML_SEQUENCE_START_EVENT: read.anchor = Self.text(event.data.sequence_start.anchor)
        case YAML_MAPPING_START_EVENT: read.anchor = Self.text(event.data.mapping_start.anchor)
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            read.anchor = Self.text(scalar.anchor)
            read.text = String(
                decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length),
                as: UTF8.self)
            // A tag such as !!str says that it is a text.
            read.isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE && scalar.tag == nil
        default: break
        }
        return read
    }

    private static func text(_ bytes: UnsafeMutablePointer<UInt8>?) -> String? {
        bytes.map { String(cString: $0) }
    }

    private mutating func node(_ event: Event, depth: Int) throws(YAMLProblem) -> YAMLNode {
        if event.kind == YAML_ALIAS_EVENT {
            guard let anchor = event.anchor, let node = anchors[anchor] else {
                throw problem("the alias *\(event.anchor ?? "") has no anchor before it", event)
            }
            return node
        }
        if depth > Limits.depth {
            throw problem("values are nested more than \(Limits.depth) levels deep", event)
        }
        let node: YAMLNode
        switch event.kind {
        case YAML_SEQUENCE_START_EVENT: node = try sequence(event, depth)
        case YAML_MAPPING_START_EVENT: node = try mapping(event, depth)
        default:
            node = YAMLNode(
                content: .scalar(event.text, isPlain: event.isPlain), line: event.line, weight: 1)
        }
        if let anchor = event.anchor { anchors[anchor] = node }
        return node
    }

    private mutating func sequence(
        _ start: Event, _ depth: Int
    ) throws(YAMLProblem) -> YAMLNode {
        var elements: [YAMLNode] = []
        var weight = 1
        while true {
            let event = try next()
            if event.kind == YAML_SEQUENCE_END_EVENT { break }
            let element = try node(event, depth: depth + 1)
            weight += element.weight
            try check(weight, event)
            elements.append(element)
        }
        return YAMLNode(content: .sequence(elements), line: start.line, weight: weight)
    }

    private mutating func mapping(_ start: Event, _ depth: Int) throws(YAMLProblem) -> YAMLNode {
        var members: [(key: YAMLNode, value: YAMLNode)] = []
        var keys: Set<String> = []
        var weight = 1
        while true {
            let event = try next()
            if event.kind == YAML_MAPPING_END_EVENT { break }
            let key = try node(event, depth: depth + 1)
            guard let name = key.text else { throw problem("a key must be a text", event) }
            guard keys.insert(name).inserted || name == "<<" else {
                throw problem("the key \"\(name)\" occurs twice", event)
            }
            let value = try node(try next(), depth: depth + 1)
            weight += 1 + value.weight
            try check(weight, event)
            members.append((key, value))
        }
        return YAMLNode(content: .mapping(members), line: start.line, weight: weight)
    }

    private func check(_ weight: Int, _ event: Event) throws(YAMLProblem) {
        if weight > Limits.values {
            throw problem("with its aliases this comes to more than \(Limits.values) values", event)
        }
    }

    private func problem(_ message: String, _ event: Event) -> YAMLProblem {
        YAMLProblem(message: message, line: event.line, column: event.column)
    }

    /// What the library found wrong.
    private func fault() -> YAMLProblem {
        let fault = parser.pointee
        let words = [fault.context, fault.problem].compactMap { $0.map { String(cString: $0) } }
        return YAMLProblem(
            message: words.isEmpty ? "this is not YAML" : words.joined(separator: ", "),
            line: Int(fault.problem_mark.line) + 1, column: Int(fault.problem_mark.column) + 1)
    }
}
