// SPDX-License-Identifier: Apache-2.0
#include "CRE2.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <re2/re2.h>
#include <re2/set.h>
#include <string>
#include <vector>

namespace {

/// What the automata of a group may use, before they start over.
constexpr int64_t memory = 32 << 20;

/// How many patterns are looked for by one automaton. Its states tell which of its patterns were met
/// so far, and so their number grows with every combination that texts contain.
constexpr size_t most_together = 13;

/// The same for patterns with other letters than ASCII, which few texts meet.
constexpr size_t most_others_together = 26;

re2::RE2::Options options()
{
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_never_capture(true);
    options.set_max_mem(memory);
    return options;
}

/// Some patterns that one automaton looks for.
struct group {
    re2::RE2::Set set{options(), re2::RE2::UNANCHORED};
    /// The numbers of its patterns, in the order of the set.
    std::vector<int> numbers;
    /// Whether the patterns are ASCII. Any other makes every state of an automaton larger, because
    /// the states then tell more kinds of bytes apart.
    bool is_ascii;
};

bool is_ascii(const std::string &text)
{
    return std::all_of(text.begin(), text.end(), [](unsigned char byte) { return byte < 0x80; });
}

} // namespace

struct smelt_patterns {
    std::vector<std::unique_ptr<group>> groups;
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

    /// The group that takes a pattern.
    group &group_for(const std::string &pattern)
    {
        const bool is_ascii = ::is_ascii(pattern);
        const size_t most = is_ascii ? most_together : most_others_together;
        for (auto &group : groups) {
            if (group->is_ascii == is_ascii && group->numbers.size() < most) return *group;
        }
        groups.push_back(std::make_unique<struct group>());
        groups.back()->is_ascii = is_ascii;
        return *groups.back();
    }

    /// Adds the numbers of those patterns of a group that occur in a text.
    void match(const group &group, re2::StringPiece text, std::vector<int> &found) const
    {
        thread_local std::vector<int> places;
        places.clear();
        re2::RE2::Set::ErrorInfo error;
        if (group.set.Match(text, &places, &error)) {
            for (int place : places) found.push_back(group.numbers[static_cast<size_t>(place)]);
        } else if (error.kind != re2::RE2::Set::kNoError) {
            // Out of memory for the automaton: the patterns one by one give the same answer.
            for (int number : group.numbers) {
                if (re2::RE2::PartialMatch(text, single(number))) found.push_back(number);
            }
        }
    }
};

smelt_patterns *smelt_patterns_make(void) { return new smelt_patterns; }

const char *smelt_patterns_add(smelt_patterns *set, const char *pattern, size_t length)
{
    std::string text(pattern, length);
    group &group = set->group_for(text);
    if (group.set.Add(text, &set->error) < 0) return set->error.c_str();
    group.numbers.push_back(static_cast<int>(set->texts.size()));
    set->texts.push_back(text);
    set->singles.emplace_back();
    return nullptr;
}

int smelt_patterns_compile(smelt_patterns *set)
{
    for (auto &group : set->groups) {
        if (!group->set.Compile()) return 0;
    }
    return 1;
}

size_t smelt_patterns_match(
    const smelt_patterns *set, const char *text, size_t length, int *numbers, size_t capacity)
{
    thread_local std::vector<int> found;
    found.clear();
    for (auto &group : set->groups) set->match(*group, re2::StringPiece(text, length), found);
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
