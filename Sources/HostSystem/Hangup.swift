// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// What a process does when its terminal is closed.
package enum Hangup {
    /// Whether it was told to go on, as by `nohup`.
    package static var isIgnored: Bool {
        var action = sigaction()
        guard sigaction(SIGHUP, nil, &action) == 0 else { return false }
        // SIG_IGN is the address 1, which C has as a macro.
        return unsafeBitCast(action.__sigaction_handler, to: UInt.self) == 1
    }
}
