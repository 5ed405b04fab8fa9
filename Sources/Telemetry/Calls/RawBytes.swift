// SPDX-License-Identifier: Apache-2.0

internal import Glibc

extension UnsafeRawBufferPointer {
    /// Eight bytes as a number.
    @inline(__always)
    func word(at place: Int) -> UInt64 {
        UInt64(littleEndian: loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }

    /// Four bytes as a number.
    @inline(__always)
    func half(at place: Int) -> UInt64 {
        UInt64(UInt32(littleEndian: loadUnaligned(fromByteOffset: place, as: UInt32.self)))
    }

    /// The id of a span as a number; `nil` where it is none.
    var spanNumber: UInt64? { count == 8 ? word(at: 0) : nil }

    /// A text that is part of the program.
    init(_ text: StaticString) {
        self.init(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    @inline(__always)
    func isEqual(to text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && starts(with: text)
    }

    /// Whether the first bytes are those at another place.
    @inline(__always)
    func isEqual(toBytesAt other: UnsafeRawPointer, _ length: Int) -> Bool {
        guard let baseAddress, length > 0 else { return length == 0 }
        return memcmp(baseAddress, other, length) == 0
    }

    @inline(__always)
    func starts(with text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard count >= length else { return false }
        return isEqual(toBytesAt: text.utf8Start, length)
    }

    func ends(with text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        return count >= length
            && UnsafeRawBufferPointer(rebasing: self[(count - length)...]).isEqual(to: text)
    }

    func dropping(_ length: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: dropFirst(length))
    }
}
