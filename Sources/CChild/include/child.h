// SPDX-License-Identifier: Apache-2.0
#ifndef SMELT_CHILD_H
#define SMELT_CHILD_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What to start. Both lists end with NULL.
struct child_launch {
    /// The command and its arguments; the command is looked up on the PATH of `environment`.
    const char *const *arguments;
    /// All variables the child gets, as NAME=VALUE.
    const char *const *environment;
    /// The directory to start in, or NULL for the current one.
    const char *directory;
    /// How long descendants may take to end by themselves once the child is to end.
    int grace_milliseconds;
};

/// A child that was started, and the ends of its pipes. All are closed when a program is executed.
struct child_handle {
    /// The supervisor that owns the child; the child itself is one level below.
    int32_t supervisor;
    /// Write here what the child reads from its standard input. Does not block.
    int input;
    /// Read here what the child writes to its standard output. Does not block.
    int output;
    /// Read here what the child writes to its standard error. Does not block.
    int error;
    /// While this end is open the child may live.
    int lifeline;
    /// Read `child_event` values here; the end of file means that nothing of the child is left.
    int status;
    /// The grace period it was started with.
    int grace_milliseconds;
};

/// What the supervisor reports.
enum child_event_kind {
    /// The program runs; the value is its process id.
    child_started = 1,
    /// The program could not be executed; the value is an errno.
    child_exec_failed = 2,
    /// The directory could not be entered; the value is an errno.
    child_directory_failed = 3,
    /// No process could be made; the value is an errno.
    child_fork_failed = 4,
    /// The program ended; the value is its exit status.
    child_exited = 5,
    /// The program was ended by a signal; the value is its number.
    child_signaled = 6,
};

/// One report of the supervisor.
struct child_event {
    int32_t kind;
    int32_t value;
};

/// Starts a child under a supervisor; 0, or the errno of what this process could not do.
///
/// Whether the program itself could be executed is the first event on `status`.
int child_start(const struct child_launch *launch, struct child_handle *handle);

/// Closes the child's standard input, so that a well-behaved server ends by itself.
void child_close_input(struct child_handle *handle);

/// Ends the child and everything it started, and waits for that, but not for ever.
void child_end(struct child_handle *handle);

/// The variables of this process, as NAME=VALUE, ending with NULL.
char *const *child_environment(void);

#ifdef __cplusplus
}
#endif

#endif
