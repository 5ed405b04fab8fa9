// SPDX-License-Identifier: Apache-2.0

extension UInt8 {
    /// Whether it only separates what stands in JSON.
    var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}
