// SPDX-License-Identifier: Apache-2.0
//
// The side of this process: it makes the pipes, forks the supervisor and later ends it.

#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

char *const *child_environment(void) { return environ; }

static const char *value_of(const char *const *environment, const char *name) {
    size_t length = strlen(name);
    for (; *environment; environment++) {
        if (strncmp(*environment, name, length) == 0 && (*environment)[length] == '=') {
            return *environment + length + 1;
        }
    }
    return NULL;
}

static void free_candidates(char **candidates) {
    if (!candidates) return;
    for (char **each = candidates; *each; each++) free(*each);
    free(candidates);
}

/// Joins a folder of PATH and the command; an empty folder means the current one.
static char *join(const char *folder, size_t length, const char *command) {
    char *path = malloc(length + strlen(command) + 3);
    if (!path) return NULL;
    memcpy(path, length ? folder : ".", length ? length : 1);
    length = length ? length : 1;
    path[length] = '/';
    strcpy(path + length + 1, command);
    return path;
}

/// Every file that the command may mean, in the order to try them.
///
/// Made before the fork, because the search needs memory and a forked child must not allocate.
static char **make_candidates(const char *command, const char *const *environment) {
    const char *search = value_of(environment, "PATH");
    if (!search) search = "/usr/local/bin:/usr/bin:/bin";
    size_t count = 1;
    for (const char *each = search; *each; each++) count += *each == ':';
    char **candidates = calloc(count + 1, sizeof *candidates);
    if (!candidates) return NULL;
    if (strchr(command, '/')) {
        candidates[0] = strdup(command);
        if (candidates[0]) return candidates;
        free(candidates);
        return NULL;
    }
    for (size_t index = 0; index < count; index++) {
        size_t length = strcspn(search, ":");
        candidates[index] = join(search, length, command);
        if (!candidates[index]) {
            free_candidates(candidates);
            return NULL;
        }
        search += length + 1;
    }
    return candidates;
}

/// The five pipes, [0] to read from and [1] to write to.
enum { input_pipe, output_pipe, error_pipe, lifeline_pipe, status_pipe, pipe_count };

static void close_pipes(int pipes[pipe_count][2]) {
    for (int each = 0; each < pipe_count; each++) {
        if (pipes[each][0] >= 0) close(pipes[each][0]);
        if (pipes[each][1] >= 0) close(pipes[each][1]);
    }
}

static int open_pipes(int pipes[pipe_count][2]) {
    for (int each = 0; each < pipe_count; each++) pipes[each][0] = pipes[each][1] = -1;
    for (int each = 0; each < pipe_count; each++) {
        if (pipe2(pipes[each], O_CLOEXEC) != 0) {
            int problem = errno;
            close_pipes(pipes);
            return problem;
        }
    }
    return 0;
}

static int fork_supervisor(const struct plan *plan, pid_t *supervisor) {
    // The child must not run our signal handlers, so it is born with every signal blocked.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    *supervisor = fork();
    int problem = *supervisor < 0 ? errno : 0;
    if (*supervisor == 0) supervise(plan);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return problem;
}

static void do_not_block(int descriptor) {
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

int child_start(const struct child_launch *launch, struct child_handle *handle) {
    char **candidates = make_candidates(launch->arguments[0], launch->environment);
    if (!candidates) return ENOMEM;
    int pipes[pipe_count][2];
    int problem = open_pipes(pipes);
    if (problem == 0) {
        struct plan plan = {
            .launch = launch,
            .candidates = (const char *const *)candidates,
            .input = pipes[input_pipe][0],
            .output = pipes[output_pipe][1],
            .error = pipes[error_pipe][1],
            .lifeline = pipes[lifeline_pipe][0],
            .status = pipes[status_pipe][1],
        };
        problem = fork_supervisor(&plan, &handle->supervisor);
        if (problem != 0) close_pipes(pipes);
    }
    free_candidates(candidates);
    if (problem != 0) return problem;

    close(pipes[input_pipe][0]);
    close(pipes[output_pipe][1]);
    close(pipes[error_pipe][1]);
    close(pipes[lifeline_pipe][0]);
    close(pipes[status_pipe][1]);
    handle->input = pipes[input_pipe][1];
    handle->output = pipes[output_pipe][0];
    handle->error = pipes[error_pipe][0];
    handle->lifeline = pipes[lifeline_pipe][1];
    handle->status = pipes[status_pipe][0];
    handle->grace_milliseconds = launch->grace_milliseconds;
    do_not_block(handle->input);
    do_not_block(handle->output);
    do_not_block(handle->error);
    return 0;
}

static void close_once(int *descriptor) {
    if (*descriptor >= 0) close(*descriptor);
    *descriptor = -1;
}

void child_close_input(struct child_handle *handle) { close_once(&handle->input); }

static int64_t milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/// Reads events until the supervisor is gone; false when that takes too long.
static int drain_status(int status, int64_t deadline) {
    struct child_event event;
    for (;;) {
        int64_t left = deadline - milliseconds();
        if (left <= 0) return 0;
        struct pollfd entry = {.fd = status, .events = POLLIN};
        int ready = poll(&entry, 1, (int)left);
        if (ready < 0 && errno != EINTR) return 0;
        if (ready <= 0) continue;
        ssize_t count = read(status, &event, sizeof event);
        if (count == 0 || (count < 0 && errno != EINTR)) return 1;
    }
}

void child_end(struct child_handle *handle) {
    close_once(&handle->input);
    close_once(&handle->lifeline);
    close_once(&handle->output);
    close_once(&handle->error);
    if (handle->supervisor <= 0) return;
    // The supervisor kills after the grace period; two more seconds are for a busy machine. A
    // process that even SIGKILL cannot end stays with its supervisor, and we go on without it.
    int64_t deadline = milliseconds() + handle->grace_milliseconds + 2000;
    int ended = drain_status(handle->status, deadline);
    close_once(&handle->status);
    while (waitpid(handle->supervisor, NULL, ended ? 0 : WNOHANG) < 0 && errno == EINTR) {
    }
    handle->supervisor = 0;
}
