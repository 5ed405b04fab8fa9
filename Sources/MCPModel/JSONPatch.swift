// SPDX-License-Identifier: Apache-2.0

/// A change of a JSON value as a list of operations (RFC 6902).
public struct JSONPatch: Sendable, Hashable {
    /// One step of a change.
    public enum Operation: Sendable, Hashable {
        /// Sets a member, or inserts an element; `-` stands for the place after the last element.
        case add(JSONPointer, JSONValue)
        /// Takes away a value that is there.
        case remove(JSONPointer)
        /// Puts another value in the place of one that is there.
        case replace(JSONPointer, JSONValue)
        /// Takes a value away and adds it elsewhere.
        case move(from: JSONPointer, to: JSONPointer)
        /// Adds a value once more elsewhere.
        case copy(from: JSONPointer, to: JSONPointer)
        /// Demands that a value be equal to this one.
        case test(JSONPointer, JSONValue)
    }

    /// The operations, in the order in which they are carried out.
    public let operations: [Operation]

    /// Makes a patch of operations.
    public init(_ operations: [Operation]) { self.operations = operations }

    /// The same change of a value that stands at a place inside a larger one.
    public func under(_ base: JSONPointer) -> JSONPatch {
        JSONPatch(operations.map { $0.under(base) })
    }

    /// The value after all operations; one that cannot be carried out undoes the whole change.
    public func applied(to value: JSONValue) throws(InputProblem) -> JSONValue {
        var value = value
        for (index, operation) in operations.enumerated() {
            do throws(InputProblem) {
                try operation.apply(to: &value)
            } catch {
                throw InputProblem(
                    error.code, "operation \(index) (\(operation.name)): \(error.message)",
                    pointer: error.pointer)
            }
        }
        return value
    }
}

extension JSONPatch {
    /// The patch as the JSON document of RFC 6902.
    public var json: JSONValue { .array(operations.map(\.json)) }

    /// Reads a patch document; members that the RFC does not define for an operation are ignored.
    public init(json: JSONValue) throws(InputProblem) {
        guard let elements = json.array else {
            throw InputProblem(
                .wrongShape, "a JSON Patch must be an array, not \(json.kindName)", pointer: [])
        }
        var operations: [Operation] = []
        for (index, element) in elements.enumerated() {
            operations.append(try Operation(json: element, at: [String(index)]))
        }
        self.operations = operations
    }
}

extension JSONPatch.Operation {
    /// The word for the operation in a patch document.
    var name: String {
        switch self {
        case .add: "add"
        case .remove: "remove"
        case .replace: "replace"
        case .move: "move"
        case .copy: "copy"
        case .test: "test"
        }
    }

    fileprivate func under(_ base: JSONPointer) -> Self {
        switch self {
        case .add(let path, let value): .add(base.appending(path), value)
        case .remove(let path): .remove(base.appending(path))
        case .replace(let path, let value): .replace(base.appending(path), value)
        case .move(let from, let path):
            .move(from: base.appending(from), to: base.appending(path))
        case .copy(let from, let path):
            .copy(from: base.appending(from), to: base.appending(path))
        case .test(let path, let value): .test(base.appending(path), value)
        }
    }

    fileprivate var json: JSONValue {
        var object = JSONObject()
        object["op"] = .string(name)
        switch self {
        case .add(let path, let value), .replace(let path, let value), .test(let path, let value):
            object["path"] = .string(path.description)
            object["value"] = value
        case .remove(let path):
            object["path"] = .string(path.description)
        case .move(let from, let path), .copy(let from, let path):
            object["from"] = .string(from.description)
            object["path"] = .string(path.description)
        }
        return .object(object)
    }

    fileprivate init(json: JSONValue, at place: JSONPointer) throws(InputProblem) {
        guard let object = json.object else {
            throw InputProblem(
                .wrongShape, "an operation must be an object, not \(json.kindName)", pointer: place)
        }
        func pointer(_ key: String) throws(InputProblem) -> JSONPointer {
            guard let text = object[key]?.string, let pointer = JSONPointer(text) else {
                throw InputProblem(
                    .wrongShape, "this operation needs a JSON Pointer as \"\(key)\"",
                    pointer: place.appending(key))
            }
            return pointer
        }
        func value() throws(InputProblem) -> JSONValue {
            guard let value = object["value"] else {
                throw InputProblem(
                    .wrongShape, "this operation needs a \"value\"", pointer: place)
            }
            return value
        }
        switch object["op"]?.string {
        case "add": self = .add(try pointer("path"), try value())
        case "remove": self = .remove(try pointer("path"))
        case "replace": self = .replace(try pointer("path"), try value())
        case "move": self = .move(from: try pointer("from"), to: try pointer("path"))
        case "copy": self = .copy(from: try pointer("from"), to: try pointer("path"))
        case "test": self = .test(try pointer("path"), try value())
        default:
            throw InputProblem(
                .wrongShape, "\"op\" must be add, remove, replace, move, copy or test",
                pointer: place.appending("op"))
        }
    }
}

extension JSONPatch.Operation {
    fileprivate func apply(to root: inout JSONValue) throws(InputProblem) {
        switch self {
        case .add(let path, let value):
            try root.add(value, at: path)
        case .remove(let path):
            try root.remove(at: path)
        case .replace(let path, let value):
            try root.change(at: path) { $0 = value }
        case .move(let from, let path):
            let moved = try root.existing(at: from)
            if from == path { return }
            guard !path.tokens.starts(with: from.tokens, by: sameKey) else {
                throw InputProblem(
                    .wrongShape, "a value cannot be moved into itself", pointer: path)
            }
            try root.remove(at: from)
            try root.add(moved, at: path)
        case .copy(let from, let path):
            try root.add(try root.existing(at: from), at: path)
        case .test(let path, let value):
            guard try root.existing(at: path).means(value) else {
                throw InputProblem(.wrongShape, "the value is another one", pointer: path)
            }
        }
    }
}

private func sameKey(_ left: String, _ right: String) -> Bool {
    JSONKey(text: left) == JSONKey(text: right)
}

extension JSONValue {
    fileprivate func existing(at path: JSONPointer) throws(InputProblem) -> JSONValue {
        guard let value = self[path] else { throw Self.nothing(at: path) }
        return value
    }

    fileprivate mutating func add(_ value: JSONValue, at path: JSONPointer) throws(InputProblem) {
        guard let last = path.tokens.last else {
            self = value
            return
        }
        let parent = JSONPointer(path.tokens.dropLast())
        try change(at: parent) { (target: inout JSONValue) throws(InputProblem) in
            switch target {
            case .object(var object):
                target = .null
                object[last] = value
                target = .object(object)
            case .array(var elements):
                let index = last == "-" ? elements.count : arrayIndex(last)
                guard let index, index <= elements.count else {
                    throw InputProblem(
                        .wrongShape, "the array has no such place", pointer: path)
                }
                target = .null
                elements.insert(value, at: index)
                target = .array(elements)
            default:
                throw Self.nothing(at: path)
            }
        }
    }

    fileprivate mutating func remove(at path: JSONPointer) throws(InputProblem) {
        guard let last = path.tokens.last else {
            throw InputProblem(.wrongShape, "the whole value cannot be removed", pointer: path)
        }
        _ = try existing(at: path)
        let parent = JSONPointer(path.tokens.dropLast())
        try change(at: parent) { (target: inout JSONValue) throws(InputProblem) in
            switch target {
            case .object(var object):
                target = .null
                object[last] = nil
                target = .object(object)
            case .array(var elements):
                target = .null
                if let index = arrayIndex(last) { elements.remove(at: index) }
                target = .array(elements)
            default:
                throw Self.nothing(at: path)
            }
        }
    }

    /// Changes the value at a place that exists.
    fileprivate mutating func change(
        at path: JSONPointer, _ body: (inout JSONValue) throws(InputProblem) -> Void
    ) throws(InputProblem) {
        _ = try existing(at: path)
        try change(at: path.tokens[...], body)
    }

    private mutating func change(
        at tokens: ArraySlice<String>, _ body: (inout JSONValue) throws(InputProblem) -> Void
    ) throws(InputProblem) {
        guard let token = tokens.first else { return try body(&self) }
        // Each container is taken out of its parent while it changes, so that nothing is copied.
        switch self {
        case .object(var object):
            guard var child = object[token] else { return }
            self = .null
            object[token] = JSONValue.null
            try child.change(at: tokens.dropFirst(), body)
            object[token] = child
            self = .object(object)
        case .array(var elements):
            guard let index = arrayIndex(token), elements.indices.contains(index) else { return }
            self = .null
            try elements[index].change(at: tokens.dropFirst(), body)
            self = .array(elements)
        default:
            return
        }
    }

    private static func nothing(at path: JSONPointer) -> InputProblem {
        InputProblem(.wrongShape, "there is nothing at this place", pointer: path)
    }
}
