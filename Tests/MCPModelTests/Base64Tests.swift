// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import MCPModel

@Suite("Base 64")
struct Base64Tests {
    @Test("is what Foundation makes of the same bytes, and back")
    func agreement() {
        for length in 0..<70 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
            let text = Base64.encoded(bytes)
            #expect(text == Data(bytes).base64EncodedString())
            #expect(Base64.decoded(text.utf8) == bytes)
        }
    }

    @Test("is read without padding and with the letters of addresses, but no others")
    func tolerance() {
        #expect(Base64.decoded("-_8".utf8) == [0xFB, 0xFF])
        #expect(Base64.decoded("+/8=".utf8) == [0xFB, 0xFF])
        #expect(Base64.decoded("a b".utf8) == nil)
    }
}
