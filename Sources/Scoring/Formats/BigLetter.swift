// SPDX-License-Identifier: Apache-2.0

/// The grades drawn with half blocks, four columns wide and three rows high.
enum BigLetter {
    /// The three rows of a letter, or of a dash.
    static func rows(_ grade: Grade?) -> [String] {
        switch grade {
        case .A: ["▄▀▀▄", "█▄▄█", "█  █"]
        case .B: ["█▀▀▄", "█▀▀▄", "█▄▄▀"]
        case .C: ["▄▀▀▀", "█   ", "▀▄▄▄"]
        case .D: ["█▀▀▄", "█  █", "█▄▄▀"]
        case .F: ["█▀▀▀", "█▀▀ ", "█   "]
        case nil: ["    ", "▄▄▄▄", "    "]
        }
    }
}
