// SPDX-License-Identifier: Apache-2.0
#include "ccurl.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
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

static int is_private_ipv4(uint32_t address) {
    static const struct { uint32_t network; int bits; } ranges[] = {
        {0x00000000, 8}, {0x0A000000, 8}, {0x64400000, 10}, {0x7F000000, 8}, {0xA9FE0000, 16},
        {0xAC100000, 12}, {0xC0000000, 24}, {0xC0A80000, 16}, {0xC6120000, 15}, {0xE0000000, 3},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (((address ^ ranges[i].network) >> (32 - ranges[i].bits)) == 0) return 1;
    }
    return 0;
}

int ccurl_is_private(const struct sockaddr *address) {
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *ipv4 = (const struct sockaddr_in *)(const void *)address;
        return is_private_ipv4(ntohl(ipv4->sin_addr.s_addr));
    }
    if (address->sa_family != AF_INET6) return 1;
    const struct sockaddr_in6 *ipv6 = (const struct sockaddr_in6 *)(const void *)address;
    const uint8_t *bytes = ipv6->sin6_addr.s6_addr;
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    static const uint8_t translated[12] = {0, 0x64, 0xFF, 0x9B};
    static const uint8_t zeros[12] = {0};
    // Addresses of the fourth version come in the clothes of the sixth.
    if (!memcmp(bytes, mapped, 12) || !memcmp(bytes, translated, 12) || !memcmp(bytes, zeros, 12)) {
        uint32_t inner;
        memcpy(&inner, bytes + 12, 4);
        return is_private_ipv4(ntohl(inner));
    }
    // 2002::/16 holds an address of the fourth version too.
    if (bytes[0] == 0x20 && bytes[1] == 0x02) {
        uint32_t inner;
        memcpy(&inner, bytes + 2, 4);
        return is_private_ipv4(ntohl(inner));
    }
    // Only 2000::/3 is for the world.
    return (bytes[0] & 0xE0) != 0x20;
}

static curl_socket_t open_public(
    void *was_private, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)purpose;
    if (ccurl_is_private(&address->addr)) {
        *(int *)was_private = 1;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

void ccurl_refuse_private(CURL *handle, int *was_private) {
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_public);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, was_private);
    // A proxy would look the address up where nobody sees it.
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    // A connection that is kept was not looked at.
    curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1L);
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
