// SPDX-License-Identifier: Apache-2.0

/// What is read at most.
struct IntakeLimits: Sendable {
    /// Of one request, before and after it is unpacked.
    var bodyBytes: Int
    /// From the head of a request to its end.
    var bodyTime = Duration.seconds(60)
    /// Of all requests together, while they are read; a single one may be here packed and unpacked.
    var totalBytes: Int { max(256 << 20, 2 * bodyBytes) }
}
