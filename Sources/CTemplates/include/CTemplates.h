// SPDX-License-Identifier: Apache-2.0
#ifndef SMELT_CTEMPLATES_H
#define SMELT_CTEMPLATES_H

#include <stddef.h>

/// A file of templates/ as it was when the program was built.
typedef struct {
    /// Where it lies below templates/.
    const char *path;
    const unsigned char *bytes;
    size_t size;
} smelt_template_file;

/// All embedded files; the last entry has no path.
const smelt_template_file *smelt_template_files(void);

#endif
