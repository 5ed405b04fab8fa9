// SPDX-License-Identifier: Apache-2.0

/// Small damage to a text, as a bad disk or a hostile peer would do it.
public enum ByteMutation {
    /// Bytes that mean something to most readers.
    private static let telling = Array("\"\\{}[]:,0-eE.u\u{0}\n\t /*\u{80}\u{7F}".utf8)

    /// The text with one to four places changed, removed, repeated or cut off.
    public static func mutated(
        _ text: [UInt8], with random: inout some RandomNumberGenerator
    ) -> [UInt8] {
        var text = text
        for _ in 0..<Int.random(in: 1...4, using: &random) where !text.isEmpty {
            let place = Int.random(in: text.indices, using: &random)
            switch Int.random(in: 0..<8, using: &random) {
            case 0: text[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: text[place] = UInt8.random(in: .min ... .max, using: &random)
            case 2: text[place] = telling.randomElement(using: &random) ?? 0
            case 3: text.insert(telling.randomElement(using: &random) ?? 0, at: place)
            case 4: text.remove(at: place)
            case 5: text.removeSubrange(place..<min(place + 8, text.count))
            case 6:
                let end = min(place + Int.random(in: 1...24, using: &random), text.count)
                text.insert(
                    contentsOf: text[place..<end],
                    at: Int.random(in: 0...text.count, using: &random))
            default: text.removeSubrange(place...)
            }
        }
        return text
    }
}
