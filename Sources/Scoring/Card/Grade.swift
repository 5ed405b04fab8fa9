// SPDX-License-Identifier: Apache-2.0

/// A letter from A, the best, to F.
public enum Grade: String, Sendable, CaseIterable, Comparable {
    // swift-format-ignore: AlwaysUseLowerCamelCase
    case A, B, C, D, F

    /// Orders by merit: F is less than A.
    public static func < (left: Grade, right: Grade) -> Bool { left.rank < right.rank }

    private var rank: Int { -(Self.allCases.firstIndex(of: self) ?? 0) }
}
