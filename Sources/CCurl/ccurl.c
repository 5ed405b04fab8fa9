// SPDX-License-Identifier: Apache-2.0
#include "ccurl.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>

static pthread_once_t prepared = PTHREAD_ONCE_INIT;
static CURLcode outcome = CURLE_FAILED_INIT;

static void prepare(void) { outcome = curl_global_init(CURL_GLOBAL_DEFAULT); }

int ccurl_prepare(void) {
    pthread_once(&prepared, prepare);
    return (int)outcome;
}

CURLcode ccurl_perform(CURL *handle) {
    // With CURLOPT_NOSIGNAL the library leaves SIGPIPE alone, and a TLS library may raise it.
    sigset_t pipe_signal, before, pending;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    sigpending(&pending);
    int was_pending = sigismember(&pending, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
    CURLcode code = curl_easy_perform(handle);
    if (!was_pending) {
        struct timespec now = {0, 0};
        while (sigtimedwait(&pipe_signal, NULL, &now) < 0 && errno == EINTR) {
        }
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return code;
}
