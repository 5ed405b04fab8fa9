// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
    /// Whether two values are equal as RFC 6902 has it: members in any order, numbers by value,
    /// texts scalar by scalar.
    public func means(_ other: JSONValue) -> Bool {
        switch (self, other) {
        case (.null, .null): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.string(let left), .string(let right)):
            return JSONKey(text: left) == JSONKey(text: right)
        case (.number(let left), .number(let right)): return left.means(right)
        case (.array(let left), .array(let right)):
            return left.elementsEqual(right) { $0.means($1) }
        case (.object(let left), .object(let right)):
            guard left.count == right.count else { return false }
            let members = Dictionary(
                left.members.map { (JSONKey(text: $0.key), $0.value) },
                uniquingKeysWith: { first, _ in first })
            return right.members.allSatisfy { member in
                members[JSONKey(text: member.key)].map { $0.means(member.value) } == true
            }
        default: return false
        }
    }
}

extension JSONNumber {
    fileprivate func means(_ other: JSONNumber) -> Bool {
        if literal == other.literal { return true }
        guard let left = Decimal(literal), let right = Decimal(other.literal) else { return false }
        return left == right
    }

    /// A number as digits and a power of ten, without zeros at either end.
    private struct Decimal: Equatable {
        let isNegative: Bool
        let digits: [UInt8]
        let exponent: Int

        /// `nil` where the exponent is beyond all measure.
        init?(_ literal: String) {
            let parts = literal.utf8.split(maxSplits: 1) { $0 | 0x20 == UInt8(ascii: "e") }
            guard let mantissa = parts.first else { return nil }
            var digits = mantissa.filter { $0 &- 0x30 < 10 }[...]
            let point = mantissa.firstIndex(of: UInt8(ascii: "."))
            let places = point.map { mantissa.distance(from: $0, to: mantissa.endIndex) - 1 } ?? 0
            let shown = parts.count > 1 ? Int(String(Substring(parts[1]))) : 0
            guard let shown, shown.magnitude < 1 << 40 else { return nil }
            var exponent = shown - places
            while digits.last == 0x30 {
                digits.removeLast()
                exponent += 1
            }
            self.digits = Array(digits.drop { $0 == 0x30 })
            self.exponent = self.digits.isEmpty ? 0 : exponent
            isNegative = mantissa.first == UInt8(ascii: "-") && !self.digits.isEmpty
        }
    }
}
