// SPDX-License-Identifier: Apache-2.0

internal import CRE2

/// Many regular expressions that are looked for together, in time linear in the text.
///
/// A class, because it owns the automata; RE2 lets any number of threads match at once.
final class PatternSet: @unchecked Sendable {
    private let handle: OpaquePointer
    /// How many patterns there are; they are known by their place.
    let count: Int

    /// Reads the patterns; a faulty one is given to the function, with the reason.
    init(_ patterns: [String], problem: (Int, String) -> Void = { _, _ in }) {
        let handle: OpaquePointer = smelt_patterns_make()
        self.handle = handle
        count = patterns.count
        var isFaulty = false
        for (index, pattern) in patterns.enumerated() {
            var pattern = pattern
            let reason = pattern.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    smelt_patterns_add(handle, $0.baseAddress, $0.count)
                }
            }
            guard let reason else { continue }
            isFaulty = true
            problem(index, String(cString: reason))
        }
        if !isFaulty, count > 0, smelt_patterns_compile(handle) == 0 {
            problem(count - 1, "the patterns together are too large")
        }
    }

    deinit { smelt_patterns_free(handle) }

    /// Calls a function with the number of each pattern that occurs in a text.
    func forEachMatch(in text: UnsafeBufferPointer<UInt8>, _ body: (Int) -> Void) {
        guard count > 0 else { return }
        withUnsafeTemporaryAllocation(of: CInt.self, capacity: count) { numbers in
            let found = text.withMemoryRebound(to: CChar.self) {
                smelt_patterns_match(handle, $0.baseAddress, $0.count, numbers.baseAddress, count)
            }
            for index in 0..<found { body(Int(numbers[index])) }
        }
    }

    /// Whether one of the patterns occurs in a text.
    func occurs(in text: UnsafeBufferPointer<UInt8>) -> Bool {
        var isFound = false
        forEachMatch(in: text) { _ in isFound = true }
        return isFound
    }

    /// Whether one of the patterns occurs in a text.
    func occurs(in text: String) -> Bool {
        var text = text
        return text.withUTF8 { occurs(in: $0) }
    }

    /// Where a pattern first occurs in a text, from a place on.
    func firstMatch(
        of pattern: Int, in text: UnsafeBufferPointer<UInt8>, from start: Int = 0
    ) -> Range<Int>? {
        if start > 0 {
            guard start < text.count else { return nil }
            let rest = UnsafeBufferPointer(rebasing: text[start...])
            return firstMatch(of: pattern, in: rest).map {
                ($0.lowerBound + start)..<($0.upperBound + start)
            }
        }
        var (from, to) = (0, 0)
        let isFound = text.withMemoryRebound(to: CChar.self) {
            smelt_patterns_find(handle, CInt(pattern), $0.baseAddress, $0.count, &from, &to)
        }
        return isFound == 0 ? nil : from..<to
    }
}
