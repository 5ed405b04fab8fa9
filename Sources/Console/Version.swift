// SPDX-License-Identifier: Apache-2.0

internal import Scoring

/// The version of the whole program.
package enum Version {
    package static let current = Scorer.engine.version
}
