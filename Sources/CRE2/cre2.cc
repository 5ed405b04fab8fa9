// SPDX-License-Identifier: Apache-2.0
#include "CRE2.h"

#include <memory>
#include <mutex>
#include <re2/re2.h>
#include <re2/set.h>
#include <string>
#include <vector>

namespace {

/// What the automata of a set may use, before they start over.
constexpr int64_t memory = 96 << 20;

re2::RE2::Options options()
{
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_never_capture(true);
    options.set_max_mem(memory);
    return options;
}

} // namespace

struct smelt_patterns {
    re2::RE2::Set set{options(), re2::RE2::UNANCHORED};
    std::vector<std::string> texts;
    std::string error;
    // Single patterns are only made when somebody asks where one of them matched.
    mutable std::mutex lock;
    mutable std::vector<std::unique_ptr<re2::RE2>> singles;

    const re2::RE2 &single(int number) const
    {
        std::lock_guard<std::mutex> guard(lock);
        auto &slot = singles[static_cast<size_t>(number)];
        if (!slot) slot = std::make_unique<re2::RE2>(texts[static_cast<size_t>(number)], options());
        return *slot;
    }
};

smelt_patterns *smelt_patterns_make(void) { return new smelt_patterns; }

const char *smelt_patterns_add(smelt_patterns *set, const char *pattern, size_t length)
{
    std::string text(pattern, length);
    if (set->set.Add(text, &set->error) < 0) return set->error.c_str();
    set->texts.push_back(text);
    set->singles.emplace_back();
    return nullptr;
}

int smelt_patterns_compile(smelt_patterns *set) { return set->set.Compile(); }

size_t smelt_patterns_match(
    const smelt_patterns *set, const char *text, size_t length, int *numbers, size_t capacity)
{
    thread_local std::vector<int> found;
    found.clear();
    re2::RE2::Set::ErrorInfo error;
    const re2::StringPiece piece(text, length);
    if (!set->set.Match(piece, &found, &error)) {
        if (error.kind == re2::RE2::Set::kNoError) return 0;
        // Out of memory for the joint automaton: the patterns one by one give the same answer.
        found.clear();
        for (int number = 0; number < static_cast<int>(set->texts.size()); number++) {
            if (re2::RE2::PartialMatch(piece, set->single(number))) found.push_back(number);
        }
    }
    const size_t count = found.size() < capacity ? found.size() : capacity;
    for (size_t index = 0; index < count; index++) numbers[index] = found[index];
    return count;
}

int smelt_patterns_find(
    const smelt_patterns *set, int number, const char *text, size_t length, size_t *from, size_t *to)
{
    re2::StringPiece match;
    const re2::StringPiece piece(text, length);
    if (!set->single(number).Match(piece, 0, length, re2::RE2::UNANCHORED, &match, 1)) return 0;
    *from = static_cast<size_t>(match.data() - text);
    *to = *from + match.size();
    return 1;
}

void smelt_patterns_free(smelt_patterns *set) { delete set; }
