// SPDX-License-Identifier: Apache-2.0
#ifndef SMELT_CRUBRICS_H
#define SMELT_CRUBRICS_H

#include <stddef.h>

/// A rubric file as it was when the program was built.
typedef struct {
    const char *name;
    const unsigned char *bytes;
    size_t size;
} smelt_rubric_file;

/// All embedded files; the last entry has no name.
const smelt_rubric_file *smelt_rubric_files(void);

#endif
