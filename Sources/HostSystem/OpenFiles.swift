// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// How many files and connections the process may have open.
package enum OpenFiles {
    /// Raises the number to the most that may be had without asking anybody.
    package static func allowMost() {
        // Taken as a number here, and an enumeration there.
        let resource = CInt(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(resource, &limit)
    }
}
