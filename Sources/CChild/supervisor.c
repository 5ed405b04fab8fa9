// SPDX-License-Identifier: Apache-2.0
//
// The side of the supervisor. It is forked from a process with threads and executes nothing, so
// only async-signal-safe calls are allowed here: no allocation, no standard input or output.

#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// Where descriptors are kept in the supervisor, whatever numbers they came with.
enum { input_slot = 3, output_slot, error_slot, lifeline_slot, status_slot, first_free_slot };

enum { kill_interval_milliseconds = 10 };

static int64_t milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void tell(int32_t kind, int32_t value) {
    struct child_event event = {kind, value};
    // Shorter than PIPE_BUF, so it is written whole; nobody may be reading any more.
    while (write(status_slot, &event, sizeof event) < 0 && errno == EINTR) {
    }
}

static void close_from(unsigned first) {
    if (syscall(SYS_close_range, first, ~0U, 0U) == 0) return;
    struct rlimit limit;
    rlim_t end = getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 1024;
    if (end > 65536) end = 65536;
    for (rlim_t each = first; each < end; each++) close((int)each);
}

/// Moves the five descriptors to their slots and closes everything else this process inherited.
static void settle_descriptors(const struct plan *plan) {
    int wanted[] = {plan->input, plan->output, plan->error, plan->lifeline, plan->status};
    enum { count = sizeof wanted / sizeof *wanted };
    // Two steps, so that no slot is overwritten while it still holds another one's descriptor.
    for (int each = 0; each < count; each++) {
        wanted[each] = fcntl(wanted[each], F_DUPFD_CLOEXEC, first_free_slot);
        if (wanted[each] < 0) _exit(126);
    }
    for (int each = 0; each < count; each++) {
        if (dup3(wanted[each], input_slot + each, O_CLOEXEC) < 0) _exit(126);
    }
    close_from(first_free_slot);
    int null = open("/dev/null", O_RDWR);
    for (int each = 0; each < 3; each++) {
        if (null >= 0) dup2(null, each);
        else close(each);
    }
    if (null > 2) close(null);
}

static void reset_handlers(void) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    // KILL, STOP and the two numbers that the C library keeps refuse, which is right.
    for (int each = 1; each < NSIG; each++) sigaction(each, &standard, NULL);
}

/// What the target reports when it could not become the program.
static _Noreturn void give_up(int report, int32_t kind, int32_t value) {
    struct child_event event = {kind, value};
    while (write(report, &event, sizeof event) < 0 && errno == EINTR) {
    }
    _exit(127);
}

/// Becomes the program, or says why not.
static _Noreturn void become_target(const struct plan *plan, pid_t supervisor, int report) {
    // Should somebody kill the supervisor, at least the program itself does not outlive it.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != supervisor) _exit(127);
    // A session of its own: `kill 0` in a script must not reach the supervisor.
    setsid();
    dup2(input_slot, 0);
    dup2(output_slot, 1);
    dup2(error_slot, 2);
    const struct child_launch *launch = plan->launch;
    if (launch->directory && chdir(launch->directory) != 0) {
        give_up(report, child_directory_failed, errno);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    // As the shell does: a file that may not be executed is remembered, the search goes on.
    int problem = ENOENT;
    for (const char *const *each = plan->candidates; *each; each++) {
        execve(*each, (char *const *)launch->arguments, (char *const *)launch->environment);
        if (errno == EACCES) problem = EACCES;
        else if (errno != ENOENT && errno != ENOTDIR) give_up(report, child_exec_failed, errno);
    }
    give_up(report, child_exec_failed, problem);
}

/// Forks the program; its process id, or ends this process when there is nothing to supervise.
static pid_t start_target(const struct plan *plan) {
    int report[2];
    pid_t supervisor = getpid();
    pid_t target = pipe2(report, O_CLOEXEC) == 0 ? fork() : -1;
    if (target < 0) {
        tell(child_fork_failed, errno);
        _exit(126);
    }
    if (target == 0) become_target(plan, supervisor, report[1]);
    close(report[1]);
    close(input_slot);
    close(output_slot);
    close(error_slot);
    // A successful exec closes the other end without a word.
    struct child_event event;
    ssize_t count;
    do {
        count = read(report[0], &event, sizeof event);
    } while (count < 0 && errno == EINTR);
    close(report[0]);
    if (count == sizeof event) {
        tell(event.kind, event.value);
        _exit(127);
    }
    tell(child_started, target);
    return target;
}

/// Collects what has ended; true when no descendant is left.
///
/// Orphans become children of a subreaper, so without children there are no descendants either.
static int reap(pid_t target, int *target_ended) {
    for (;;) {
        int status;
        pid_t ended = waitpid(-1, &status, WNOHANG);
        if (ended == 0) return 0;
        if (ended < 0) {
            if (errno == EINTR) continue;
            return 1;
        }
        if (ended != target) continue;
        *target_ended = 1;
        if (WIFSIGNALED(status)) tell(child_signaled, WTERMSIG(status));
        else tell(child_exited, WEXITSTATUS(status));
    }
}

/// Waits for a signal or for the lifeline; true when the program is to end.
static int wait_for_news(int signals, int watch_lifeline, int64_t timeout) {
    struct pollfd entries[] = {
        {.fd = signals, .events = POLLIN},
        {.fd = watch_lifeline ? lifeline_slot : -1, .events = POLLIN},
    };
    if (poll(entries, 2, timeout < 0 ? -1 : (int)timeout) <= 0) return 0;
    int must_end = entries[1].revents != 0;
    struct signalfd_siginfo news;
    while (entries[0].revents && read(signals, &news, sizeof news) == sizeof news) {
        must_end |= news.ssi_signo != SIGCHLD;
    }
    return must_end;
}

static int open_signals(void) {
    sigset_t watched;
    sigemptyset(&watched);
    sigaddset(&watched, SIGCHLD);
    sigaddset(&watched, SIGTERM);
    sigaddset(&watched, SIGINT);
    sigaddset(&watched, SIGHUP);
    return signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
}

/// Ends every descendant. Those that end by themselves on the end of their input are let be for
/// half of the grace period, SIGTERM follows, and after all of it SIGKILL until none is left.
static _Noreturn void end_all(pid_t target, int target_ended, int signals, int64_t grace) {
    int64_t begin = milliseconds();
    int64_t term_time = begin + (target_ended ? 0 : grace / 2);
    int64_t kill_time = begin + grace;
    int asked = 0;
    while (!reap(target, &target_ended)) {
        int64_t now = milliseconds();
        int64_t timeout = kill_interval_milliseconds;
        if (now >= kill_time) {
            signal_descendants(SIGKILL);
        } else if (asked) {
            timeout = kill_time - now;
        } else if (target_ended || now >= term_time) {
            asked = 1;
            signal_descendants(SIGTERM);
            // One that is stopped could not hear it.
            signal_descendants(SIGCONT);
            timeout = kill_time - now;
        } else {
            timeout = term_time - now;
        }
        wait_for_news(signals, 0, timeout);
    }
    _exit(0);
}

_Noreturn void supervise(const struct plan *plan) {
    reset_handlers();
    prctl(PR_SET_NAME, "smelt-guard");
    // Not in the terminal's foreground group: Ctrl-C must reach us as the end of the lifeline.
    setsid();
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    settle_descriptors(plan);
    int signals = open_signals();
    if (signals < 0) {
        tell(child_fork_failed, errno);
        _exit(126);
    }
    int64_t grace = plan->launch->grace_milliseconds;
    pid_t target = start_target(plan);
    int target_ended = 0;
    int must_end = 0;
    while (!must_end) {
        if (reap(target, &target_ended)) _exit(0);
        if (target_ended) break;
        must_end = wait_for_news(signals, 1, -1);
    }
    end_all(target, target_ended, signals, grace);
}
