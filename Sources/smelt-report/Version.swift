// SPDX-License-Identifier: Apache-2.0

internal import Scoring

/// The version of the whole program.
enum Version {
    static let current = Scorer.engine.version
}
