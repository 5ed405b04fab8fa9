// SPDX-License-Identifier: Apache-2.0

/// A JSON text that was read, with the place of every value in it.
public struct JSONDocument: Sendable {
    /// The value of the whole text.
    public let root: JSONValue
    /// The text itself.
    let bytes: [UInt8]
    /// Where each value begins, in document order, and where the value after it stands.
    let spans: [Span]

    /// One value's place: its first byte, and the index of the next value that is not inside it.
    struct Span: Sendable {
        var offset: UInt32
        var next: UInt32
    }

    /// Prepares for looking up many places.
    public func locator() -> JSONLocator { JSONLocator(document: self) }
}

/// Finds lines and columns of values in a document.
public struct JSONLocator: Sendable {
    private let document: JSONDocument
    private let lineStarts: [Int]

    init(document: JSONDocument) {
        self.document = document
        lineStarts = [0] + document.bytes.indices.lazy.filter { document.bytes[$0] == 0x0A }.map { $0 + 1 }
    }

    /// The place of the value at a pointer, or of its nearest ancestor that exists.
    public func position(of pointer: JSONPointer) -> TextPosition {
        var value = document.root
        var span = 0
        for token in pointer.tokens {
            let ordinal: Int
            switch value {
            case .object(let object):
                guard let index = object.members.firstIndex(where: { $0.key == token }) else {
                    return position(ofByte: Int(document.spans[span].offset))
                }
                ordinal = index
                value = object.members[index].value
            case .array(let elements):
                guard let index = Int(token), elements.indices.contains(index) else {
                    return position(ofByte: Int(document.spans[span].offset))
                }
                ordinal = index
                value = elements[index]
            default:
                return position(ofByte: Int(document.spans[span].offset))
            }
            span += 1
            for _ in 0..<ordinal { span = Int(document.spans[span].next) }
        }
        return position(ofByte: Int(document.spans[span].offset))
    }

    private func position(ofByte offset: Int) -> TextPosition {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let column = document.bytes[lineStarts[low]..<offset].count { $0 & 0xC0 != 0x80 }
        return TextPosition(line: low + 1, column: column + 1)
    }
}
