// SPDX-License-Identifier: Apache-2.0
#ifndef SMELT_SUPERVISOR_H
#define SMELT_SUPERVISOR_H

#include "child.h"

#include <sys/types.h>

/// All that the supervisor needs, prepared before the fork because it must not allocate.
struct plan {
    const struct child_launch *launch;
    /// The files to try to execute, in order, ending with NULL.
    const char *const *candidates;
    /// The child's ends of its standard streams.
    int input, output, error;
    /// Its end of file means that the process that wanted the child is gone.
    int lifeline;
    /// Where to report.
    int status;
};

/// Runs in the forked process: starts the program, watches, and leaves nothing behind.
_Noreturn void supervise(const struct plan *plan);

/// Sends a signal to every descendant of this process, whatever group or session it is in.
void signal_descendants(int signal_number);

#endif
