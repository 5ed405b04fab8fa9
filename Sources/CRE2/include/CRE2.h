// SPDX-License-Identifier: Apache-2.0
// The part of RE2 that Smelt uses, as C: many patterns in one pass, in linear time.
#ifndef SMELT_CRE2_H
#define SMELT_CRE2_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct smelt_patterns smelt_patterns;

/// Makes an empty set of patterns.
smelt_patterns *smelt_patterns_make(void);

/// Adds a pattern; NULL, or why it is not one in text that `smelt_patterns_free` frees.
const char *smelt_patterns_add(smelt_patterns *set, const char *pattern, size_t length);

/// Makes the set ready to match; 0 when it is too large.
int smelt_patterns_compile(smelt_patterns *set);

/// Writes the numbers of the patterns that occur in a text, at most `capacity`, and gives their count.
size_t smelt_patterns_match(
    const smelt_patterns *set, const char *text, size_t length, int *numbers, size_t capacity);

/// Finds where one pattern first occurs; 0 when it does not.
int smelt_patterns_find(
    const smelt_patterns *set, int number, const char *text, size_t length, size_t *from, size_t *to);

/// Frees the set.
void smelt_patterns_free(smelt_patterns *set);

#ifdef __cplusplus
}
#endif

#endif
