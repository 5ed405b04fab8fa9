// SPDX-License-Identifier: Apache-2.0

/// The digests of the identifiers that texts speak of by right: the tools, and a tool's arguments.
struct OwnIdentifiers: Sendable {
    /// Shared by all tools of a server, and so not copied for each of them.
    var tools: Set<UInt64> = []
    var arguments: Set<UInt64> = []

    func contains(_ digest: UInt64) -> Bool {
        arguments.contains(digest) || tools.contains(digest)
    }
}

/// The words of a sentence as features: literal things by their kind, the rest as written.
struct WordFeatures {
    /// Stands before the first word of a sentence.
    static let start = digest("^".utf8)

    /// The identifiers that the texts speak of by right.
    var own = OwnIdentifiers()
    /// The digests of the words, in order.
    private(set) var words: [UInt64] = []
    /// The words themselves, kept only when asked for.
    private(set) var texts: [String] = []
    private let keepsTexts: Bool

    /// Prepares for reading sentences.
    init(keepingTexts: Bool = false) { keepsTexts = keepingTexts }

    static func digest(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return digest
    }

    /// The digest of an identifier as it stands in a text that was laid open.
    static func identifier(_ name: String) -> UInt64 { digest(name.lowercased().utf8) }

    @inline(__always)
    static func pair(_ first: UInt64, _ second: UInt64) -> UInt64 {
        (first &* 0x9E37_79B9_7F4A_7C15) ^ second &+ (first >> 31)
    }

    /// Two words with any other between them.
    @inline(__always)
    static func gap(_ first: UInt64, _ third: UInt64) -> UInt64 {
        pair(first ^ 0xA076_1D64_78BD_642F, third)
    }

    /// Reads a sentence that was laid open.
    mutating func read(_ sentence: UnsafeBufferPointer<UInt8>) {
        words.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
        var place = 0
        while place < sentence.count {
            while place < sentence.count, sentence[place] == 0x20 { place += 1 }
            let start = place
            while place < sentence.count, sentence[place] != 0x20 { place += 1 }
            if place > start { readChunk(UnsafeBufferPointer(rebasing: sentence[start..<place])) }
        }
    }

    /// Reads what stands between two spaces.
    private mutating func readChunk(_ chunk: UnsafeBufferPointer<UInt8>) {
        if isOwn(chunk) { return add("<own>".utf8) }
        if let kind = Self.kind(of: chunk) { return add(kind.utf8) }
        var place = 0
        while place < chunk.count {
            guard isWordByte(chunk[place]) else {
                place += 1
                continue
            }
            let start = place
            while place < chunk.count, isWordByte(chunk[place]) || isApostrophe(chunk, place) {
                place += 1
            }
            readWord(UnsafeBufferPointer(rebasing: chunk[start..<place]))
        }
    }

    /// Whether a word, without the marks around it, is an identifier of the tool's own.
    private func isOwn(_ chunk: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = chunk.firstIndex(where: isWordByte),
            let last = chunk.lastIndex(where: isWordByte)
        else { return false }
        let word = chunk[first...last]
        return word.contains(UInt8(ascii: "_")) && own.contains(Self.digest(word))
    }

    private mutating func readWord(_ word: UnsafeBufferPointer<UInt8>) {
        if word.contains(where: { $0 >= 0xE3 }) { return readIdeographs(word) }
        if word.count > 24 { return add("<long>".utf8) }
        if word.allSatisfy({ $0 &- 0x30 < 10 }) { return add("<num>".utf8) }
        add(word.lazy.filter { $0 != UInt8(ascii: "'") })
    }

    /// Scripts without spaces become pairs of characters.
    private mutating func readIdeographs(_ word: UnsafeBufferPointer<UInt8>) {
        var place = 0
        while place < word.count {
            let (_, length) = decode(word, at: place)
            let next = place + length
            if next < word.count {
                add(word[place..<(next + decode(word, at: next).1)])
            } else if place == 0 {
                add(word[place..<next])
            }
            place = next
        }
    }

    private mutating func add(_ bytes: some Sequence<UInt8>) {
        words.append(Self.digest(bytes))
        if keepsTexts { texts.append(String(decoding: Array(bytes), as: UTF8.self)) }
    }

    /// The kind of a thing that is no word: an address, a path, an identifier.
    private static func kind(of chunk: UnsafeBufferPointer<UInt8>) -> String? {
        var hasLetter = false
        var previous: UInt8 = 0
        for (place, byte) in chunk.enumerated() {
            switch byte {
            case UInt8(ascii: "@") where isWordByte(previous): return "<mail>"
            case UInt8(ascii: ":") where chunk[place...].starts(with: "://".utf8): return "<url>"
            case UInt8(ascii: "~") where chunk[place...].starts(with: "~/".utf8): return "<path>"
            case UInt8(ascii: "/")
            where !isWordByte(previous) && place + 2 < chunk.count
                && (isWordByte(chunk[place + 1]) || chunk[place + 1] == UInt8(ascii: ".")):
                return "<path>"
            case UInt8(ascii: "_") where hasLetter && place + 1 < chunk.count: return "<id>"
            default: break
            }
            if byte &- 0x61 < 26 { hasLetter = true }
            previous = byte
        }
        return nil
    }
}

private func isWordByte(_ byte: UInt8) -> Bool {
    byte &- 0x61 < 26 || byte &- 0x30 < 10 || byte >= 0x80
}

private func isApostrophe(_ chunk: UnsafeBufferPointer<UInt8>, _ place: Int) -> Bool {
    chunk[place] == UInt8(ascii: "'") && place + 1 < chunk.count && isWordByte(chunk[place + 1])
}
