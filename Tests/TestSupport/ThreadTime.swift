// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How long this thread computes, whatever else the machine does meanwhile.
public enum ThreadTime {
    /// The time that some work takes.
    public static func measure(_ work: () throws -> Void) rethrows -> Duration {
        let start = now()
        try work()
        return now() - start
    }

    private static func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
