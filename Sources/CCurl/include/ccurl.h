// SPDX-License-Identifier: Apache-2.0
#ifndef SMELT_CCURL_H
#define SMELT_CCURL_H

// Swift cannot call variadic C functions, so each kind of option has a function of its own here.

#include <curl/curl.h>

#ifdef __cplusplus
extern "C" {
#endif

static inline CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ccurl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ccurl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ccurl_set_list(
    CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ccurl_set_writer(
    CURL *handle, CURLoption option, curl_write_callback value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode ccurl_set_progress(CURL *handle, curl_xferinfo_callback value) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, value);
}

static inline long ccurl_status(CURL *handle) {
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

/// Prepares the library once for the whole process; 0 when that worked.
int ccurl_prepare(void);

/// Whether an address is of this machine, of a private network, or of none.
int ccurl_is_private(const struct sockaddr *address);

/// Lets a transfer connect to public addresses only, whatever names lead to; sets a mark otherwise.
void ccurl_refuse_private(CURL *handle, int *was_private);

/// Performs a transfer without letting a broken connection raise SIGPIPE.
CURLcode ccurl_perform(CURL *handle);

#ifdef __cplusplus
}
#endif

#endif
