// SPDX-License-Identifier: Apache-2.0
//
// Finds descendants in /proc without allocating, since this runs after a fork.

#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/// The record that the system call writes; the C library does not declare it.
struct directory_entry {
    uint64_t inode;
    int64_t next;
    unsigned short length;
    unsigned char type;
    char name[];
};

enum { deepest_level = 256 };

/// The number a text begins with, or -1 when something else is in it.
static pid_t number(const char *text) {
    pid_t value = 0;
    if (!*text) return -1;
    for (; *text; text++) {
        if (*text < '0' || *text > '9' || value > 100000000) return -1;
        value = value * 10 + (*text - '0');
    }
    return value;
}

/// Writes "/proc/PID/stat".
static void stat_path(char *path, pid_t pid) {
    char digits[16];
    int count = 0;
    do {
        digits[count++] = (char)('0' + pid % 10);
        pid /= 10;
    } while (pid > 0);
    memcpy(path, "/proc/", 6);
    path += 6;
    while (count > 0) *path++ = digits[--count];
    memcpy(path, "/stat", 6);
}

/// The parent of a process, or 0 when it is gone.
static pid_t parent_of(pid_t pid) {
    char path[32];
    stat_path(path, pid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    char text[512];
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) return 0;
    text[count] = 0;
    // The name stands in parentheses and may itself hold any of them, so the last one counts.
    char *place = strrchr(text, ')');
    if (!place || strlen(place) < 5) return 0;
    place += 4;
    place[strcspn(place, " ")] = 0;
    pid_t parent = number(place);
    return parent > 0 ? parent : 0;
}

static int descends_from(pid_t pid, pid_t ancestor) {
    for (int level = 0; level < deepest_level && pid > 1; level++) {
        pid = parent_of(pid);
        if (pid == ancestor) return 1;
    }
    return 0;
}

void signal_descendants(int signal_number) {
    static char buffer[16384] __attribute__((aligned(8)));
    int folder = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    pid_t own = getpid();
    for (;;) {
        long count = syscall(SYS_getdents64, folder, buffer, sizeof buffer);
        if (count <= 0) break;
        for (long offset = 0; offset < count;) {
            struct directory_entry *entry = (struct directory_entry *)(buffer + offset);
            offset += entry->length;
            pid_t pid = number(entry->name);
            if (pid > 1 && pid != own && descends_from(pid, own)) kill(pid, signal_number);
        }
    }
    close(folder);
}
