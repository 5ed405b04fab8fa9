// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import Scoring

/// Reads texts as the engine reads them, for learning the weights of `rubrics/wording.yaml`.
///
///     swift run -c release WordingFeatures <texts.ndjson >sentences.ndjson
///
/// A line of the input is `{"text": "…", "own": ["…"]}`, where `own` holds the identifiers that the
/// text speaks of by right. The line of the output is its sentences, each with its words and the ids
/// of its signals: `[{"w": ["…"], "s": ["…"]}]`.
@main
struct WordingFeatures {
    static func main() {
        do {
            let rubrics = try RubricLoader.builtIn()
            var number = 0
            while let line = readLine() {
                number += 1
                guard let sample = try JSONReader.read(line).root.object,
                    let text = sample["text"]?.string
                else { throw Unreadable(line: number) }
                let own = (sample["own"]?.array ?? []).compactMap(\.string)
                let read = WordingSample(text, own: own, rubrics: rubrics)
                print(JSONWriter.text(.array(read.sentences.map(json))))
            }
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(1)
        }
    }

    private static func json(_ sentence: WordingSample.Sentence) -> JSONValue {
        [
            "w": .array(sentence.words.map(JSONValue.string)),
            "s": .array(sentence.signals.map(JSONValue.string)),
        ]
    }

    /// A line that holds no text.
    private struct Unreadable: Error, CustomStringConvertible {
        let line: Int

        var description: String { "line \(line) is not {\"text\": …, \"own\": […]}" }
    }
}
