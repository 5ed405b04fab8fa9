// SPDX-License-Identifier: Apache-2.0
// The rubrics travel inside the program, so that it works wherever it is copied.
#include "CRubrics.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char quality[] = {
#embed "../../rubrics/quality.yaml"
};
static const unsigned char lexicon[] = {
#embed "../../rubrics/lexicon.yaml"
};
static const unsigned char security[] = {
#embed "../../rubrics/security.yaml"
};
static const unsigned char signals[] = {
#embed "../../rubrics/signals.yaml"
};
static const unsigned char wording[] = {
#embed "../../rubrics/wording.yaml"
};

static const smelt_rubric_file files[] = {
    {"lexicon.yaml", lexicon, sizeof lexicon},
    {"quality.yaml", quality, sizeof quality},
    {"security.yaml", security, sizeof security},
    {"signals.yaml", signals, sizeof signals},
    {"wording.yaml", wording, sizeof wording},
    {NULL, NULL, 0},
};

const smelt_rubric_file *smelt_rubric_files(void) { return files; }
