// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Telemetry

@Suite("A table of attributes")
struct SpanKeyTests {
    private func key(_ name: [UInt8]) -> SpanKey? {
        name.withUnsafeBytes { SpanKeyTable.shared.key(of: $0) }
    }

    private func bytes(_ key: SpanKey) -> [UInt8] {
        Array(UnsafeRawBufferPointer(key.name))
    }

    @Test("finds each by its name", arguments: SpanKey.allCases)
    func names(key: SpanKey) {
        #expect(self.key(bytes(key)) == key)
    }

    @Test("tells names that differ in a single byte", arguments: SpanKey.allCases)
    func near(key: SpanKey) {
        let name = bytes(key)
        for place in name.indices {
            var other = name
            other[place] ^= 0x20
            #expect(self.key(other) == nil, "byte \(place)")
        }
        #expect(self.key(name + [0x2E]) == nil)
        #expect(self.key(Array(name.dropLast())) == nil)
        #expect(self.key(Array(name.dropFirst())) == nil)
    }

    @Test("knows no name of another length", arguments: [0, 1, 7, 25, 32, 1_000_000])
    func lengths(count: Int) {
        #expect(key(Array(repeating: 0x61, count: count)) == nil)
    }
}
