// SPDX-License-Identifier: Apache-2.0

/// The numbers that decide what counts as an overlap across servers.
enum OverlapThresholds {
    /// Tools that do the same job are listed from this similarity on.
    static let competing = 0.45
    /// Tools of one name are listed from this similarity on; a name such as `search` says little.
    static let shadow = 0.05
    /// Descriptions that share so much are one text.
    static let sameText = 0.8
    /// Descriptions that share so much tell of one job, whatever the names are.
    static let likeText = 0.65
    /// Descriptions of fewer different words are alike by chance, even word for word.
    static let shortestText = 4
    /// Descriptions of fewer different words are alike by chance unless they are so word for word.
    static let shortestCopy = 8
    /// What is left of the similarity where the names speak of other things or other actions.
    static let otherJob = 0.75
    /// Two names a letter apart are compared only from this length on.
    static let shortestName = 6
    /// The texts behind a misspelt name share at least this much.
    static let misspeltText = 0.15
    /// The most pairs that are listed for one tool.
    static let pairsOfTool = 8
}

/// How much a name tells, by how telling the words of it are for which it stands.
enum NameEvidence {
    /// A name without a thing, such as `search`.
    static let least = 0.25
    /// What a word adds that no other tool has.
    static let perWord = 0.55
    /// What a thing counts that the other tool speaks of elsewhere than in its name.
    static let mentioned = 0.6
    /// How much a word counts that only says whose tool it is.
    static let brand = 0.3
}

/// How alike two actions are, for the question whether two tools do the same job.
enum ActionLikeness {
    static let related = 0.8
    static let unnamed = 0.7
    static let sameEffect = 0.35
    static let otherEffect = 0.15

    /// Actions by their id in the lexicon; those of one line do much the same to a thing.
    static let families = [
        ["get", "read", "list", "show", "search", "download"],
        ["get", "read", "extract", "download"],
        ["create", "add", "write", "place"], ["create", "generate"], ["update", "set", "write"],
        ["start", "run"], ["delete", "reset"], ["reserve", "purchase"], ["create", "reserve"],
        ["create", "schedule"],
    ]
}
