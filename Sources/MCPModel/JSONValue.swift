// SPDX-License-Identifier: Apache-2.0

/// A JSON value that keeps the order of members and the spelling of numbers.
public enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue {
    /// The text, when this is a string.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The truth value, when this is one.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The number, when this is one.
    public var number: JSONNumber? {
        if case .number(let value) = self { value } else { nil }
    }

    /// The elements, when this is an array.
    public var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members, when this is an object.
    public var object: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// What kind of value this is, in the words of an error message.
    public var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// A JSON number as it was written, so that reading and writing changes no digit.
public struct JSONNumber: Sendable, Hashable {
    /// The literal, by RFC 8259 section 6.
    public let literal: String

    /// Keeps a literal that is already known to be well formed.
    init(validated literal: String) { self.literal = literal }

    /// A literal, when it is well formed.
    package init?(literal: String) {
        guard let document = try? JSONReader.read(literal), let number = document.root.number,
            number.literal == literal
        else { return nil }
        self = number
    }

    /// Makes an integer.
    public init(_ value: Int) { literal = String(value) }

    /// Makes a decimal with a fixed number of places, trailing zeros dropped.
    public init(_ value: Double, places: Int) { literal = Self.fixed(value, places: places) }

    /// The nearest binary value.
    public var double: Double { Double(literal) ?? .nan }

    /// The value, when it is a whole number that fits, however it is spelled.
    public var int: Int? { Int(literal) ?? Int(exactly: double) }

    // Written by hand because formatting must not depend on a locale or a library version.
    private static func fixed(_ value: Double, places: Int) -> String {
        // Beyond this a whole number has no places that a double could tell.
        guard value.isFinite, value.magnitude < 1e12 else {
            return Int(exactly: value.rounded()).map(String.init) ?? "0"
        }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = Int((value.magnitude * scale).rounded(.toNearestOrAwayFromZero))
        var digits = String(scaled)
        while digits.count <= places { digits = "0" + digits }
        let split = digits.index(digits.endIndex, offsetBy: -places)
        var fraction = String(digits[split...])
        while fraction.last == "0" { fraction.removeLast() }
        let sign = value < 0 && scaled != 0 ? "-" : ""
        return sign + digits[..<split] + (fraction.isEmpty ? "" : "." + fraction)
    }
}

/// The members of a JSON object in the order they were written, each key once.
public struct JSONObject: Sendable, Hashable {
    /// One name and its value.
    public struct Member: Sendable, Hashable {
        /// The member's name.
        public let key: String
        /// The member's value.
        public var value: JSONValue

        package init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// All members, in order.
    public private(set) var members: [Member] = []

    /// Makes an object without members.
    public init() {}

    /// Takes members whose keys are already known to differ.
    package init(uniqueMembers: [Member]) { members = uniqueMembers }

    /// The number of members.
    public var count: Int { members.count }

    /// Whether there are no members.
    public var isEmpty: Bool { members.isEmpty }

    /// The keys, in order.
    public var keys: some Sequence<String> { members.lazy.map(\.key) }

    /// The value under a key; setting `nil` removes the member, a new key goes last.
    public subscript(key: String) -> JSONValue? {
        get { members.first { JSONKey(text: $0.key) == JSONKey(text: key) }?.value }
        set {
            let place = members.firstIndex { JSONKey(text: $0.key) == JSONKey(text: key) }
            switch (place, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Appends a member whose key the object does not hold yet.
    package mutating func appendNew(_ key: String, _ value: JSONValue) {
        members.append(Member(key: key, value: value))
    }
}

/// A key as JSON compares it: scalar by scalar, so that composed and decomposed letters differ.
struct JSONKey: Hashable {
    let text: String

    static func == (left: JSONKey, right: JSONKey) -> Bool {
        // Equal by Swift's rules is necessary, quick, and nearly always enough.
        left.text == right.text
            && left.text.unicodeScalars.elementsEqual(right.text.unicodeScalars)
    }

    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByNilLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
    /// An array.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object whose keys differ.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        assert(Set(elements.map(\.0)).count == elements.count, "a key occurs twice")
        self = .object(
            JSONObject(uniqueMembers: elements.map { JSONObject.Member(key: $0.0, value: $0.1) }))
    }
    /// Null.
    public init(nilLiteral: ()) { self = .null }

    /// A whole number.
    public static func int(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }

    /// A string, or null when there is none.
    public static func optional(_ value: String?) -> JSONValue {
        value.map(JSONValue.string) ?? .null
    }
}
