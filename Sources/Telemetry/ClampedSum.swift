// SPDX-License-Identifier: Apache-2.0

extension FixedWidthInteger {
    /// Adds what senders claim, and stops at the largest number there is.
    package mutating func add(clamped other: Self) {
        let (sum, isTooLarge) = addingReportingOverflow(other)
        self = isTooLarge ? .max : sum
    }
}
