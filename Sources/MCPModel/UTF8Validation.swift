// SPDX-License-Identifier: Apache-2.0

/// The offset of the first byte that is not UTF-8 by RFC 3629, or `nil`.
func firstInvalidUTF8(in input: UnsafeBufferPointer<UInt8>) -> Int? {
    var place = 0
    while place < input.count {
        let lead = input[place]
        if lead < 0x80 {
            place += 1
            continue
        }
        let length: Int
        let second: ClosedRange<UInt8>
        switch lead {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return place
        }
        guard place + length <= input.count, second.contains(input[place + 1]),
            input[(place + 1)..<(place + length)].allSatisfy({ $0 & 0xC0 == 0x80 })
        else { return place }
        place += length
    }
    return nil
}
