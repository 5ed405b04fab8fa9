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
    /// A value of the document from which other places are found.
    public struct Anchor: Sendable {
        fileprivate let value: JSONValue
        fileprivate let span: Int
    }

    /// Columns are counted from the last of these marks, so that one long line costs no more.
    private static let blockSize = 1024

    private let document: JSONDocument
    private let lineStarts: [Int]
    /// How many scalars begin before each block of bytes.
    private let scalarsBeforeBlock: [Int]

    init(document: JSONDocument) {
        self.document = document
        var lineStarts = [0]
        var scalarsBeforeBlock: [Int] = []
        var scalars = 0
        for (offset, byte) in document.bytes.enumerated() {
            if offset % Self.blockSize == 0 { scalarsBeforeBlock.append(scalars) }
            if byte & 0xC0 != 0x80 { scalars += 1 }
            if byte == 0x0A { lineStarts.append(offset + 1) }
        }
        self.lineStarts = lineStarts
        self.scalarsBeforeBlock = scalarsBeforeBlock
    }

    /// The value of the whole text.
    public var root: Anchor { Anchor(value: document.root, span: 0) }

    /// The value at a pointer, or its nearest ancestor that exists.
    public func anchor(at pointer: JSONPointer, from start: Anchor) -> Anchor {
        var value = start.value
        var span = start.span
        for token in pointer.tokens {
            let ordinal: Int
            switch value {
            case .object(let object):
                guard let index = object.members.firstIndex(where: { $0.key == token }) else {
                    return Anchor(value: value, span: span)
                }
                ordinal = index
                value = object.members[index].value
            case .array(let elements):
                guard let index = arrayIndex(token), elements.indices.contains(index) else {
                    return Anchor(value: value, span: span)
                }
                ordinal = index
                value = elements[index]
            default:
                return Anchor(value: value, span: span)
            }
            span += 1
            for _ in 0..<ordinal { span = Int(document.spans[span].next) }
        }
        return Anchor(value: value, span: span)
    }

    /// Where a value begins.
    public func position(of anchor: Anchor) -> TextPosition {
        let offset = Int(document.spans[anchor.span].offset)
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let column = scalars(before: offset) - scalars(before: lineStarts[low])
        return TextPosition(line: low + 1, column: column + 1)
    }

    /// The place of the value at a pointer, or of its nearest ancestor that exists.
    public func position(of pointer: JSONPointer) -> TextPosition {
        position(of: anchor(at: pointer, from: root))
    }

    private func scalars(before offset: Int) -> Int {
        let block = min(offset / Self.blockSize, max(0, scalarsBeforeBlock.count - 1))
        guard block < scalarsBeforeBlock.count else { return 0 }
        return scalarsBeforeBlock[block]
            + document.bytes[(block * Self.blockSize)..<offset].count { $0 & 0xC0 != 0x80 }
    }
}
