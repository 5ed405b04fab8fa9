// SPDX-License-Identifier: Apache-2.0

/// What the command's exit status says, as other programs rely on it.
package enum ExitStatus: Int32, Error {
    /// Below the bar, or new findings against the baseline.
    case belowBar = 1
    /// Bad arguments, or input that could not be read.
    case unusable = 2
    /// Something that belongs to the answer could not be judged.
    case incomplete = 3
}

/// Why a command ends without its result.
package struct CommandFailure: Error {
    package let status: ExitStatus
    package let message: String

    package init(_ message: String, status: ExitStatus = .unusable) {
        self.status = status
        self.message = message
    }
}
