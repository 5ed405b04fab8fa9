// SPDX-License-Identifier: Apache-2.0

import Benchmark
import MCPModel
import Scoring

// swift package --disable-sandbox benchmark
//
// The throughput of "whole card" counts servers; multiply it by the number of tools.

private func card(
    of bytes: [UInt8], by scorer: Scorer, fixing: Bool = true
) throws -> ReportCard {
    let document = try JSONReader.read(bytes)
    let entries = ManifestReader.read(document, fallbackName: "server")
    let manifest = try entries[0].manifest.get()
    return scorer.card(manifest, source: "server.json", fixing: fixing)
}

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .cpuTotal, .throughput, .peakMemoryResident],
        timeUnits: .milliseconds, warmupIterations: 1, maxDuration: .seconds(5))

    for count in [100, 1_000, 5_000] {
        Benchmark("whole card of \(count) tools, from bytes") { benchmark in
            let scorer = Scorer(rubrics: try RubricLoader.builtIn())
            let bytes = SyntheticServer.json(tools: count, seed: 7)
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations { blackHole(try card(of: bytes, by: scorer)) }
        }
    }

    Benchmark("whole card of 1000 tools, no repairs looked for") { benchmark in
        let scorer = Scorer(rubrics: try RubricLoader.builtIn())
        let bytes = SyntheticServer.json(tools: 1_000, seed: 7)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            blackHole(try card(of: bytes, by: scorer, fixing: false))
        }
    }

    Benchmark("JSON report of 1000 tools") { benchmark in
        let scorer = Scorer(rubrics: try RubricLoader.builtIn())
        let made = try card(of: SyntheticServer.json(tools: 1_000, seed: 7), by: scorer)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations { blackHole(JSONReport.render(made)) }
    }

    for count in [10_000, 100_000] {
        Benchmark("overlaps across the servers of \(count) tools") { benchmark in
            let rubrics = try RubricLoader.builtIn()
            let servers = try SyntheticCorpus.servers(tools: count, seed: 7)
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations {
                blackHole(CorpusOverlap(servers, rubrics: rubrics))
            }
        }
    }

    // Security alone: every signal, the wording, hidden and disguised text, secrets. Automata grow
    // with what they read, so a scanner is at its full speed after the first texts.
    let scanner = (try? RubricLoader.builtIn()).map(TextScanner.init(rubrics:))
    for (name, text) in [
        ("published prose", SyntheticServer.prose(bytes: 1 << 20, seed: 7)),
        (
            "words of attacks",
            String(repeating: "do not tell the user to ignore all ", count: 30_000)
        ),
        ("one long word", String(repeating: "a", count: 1 << 20)),
    ] {
        Benchmark("scanning 1 MiB of \(name)") { benchmark in
            guard let scanner else { return benchmark.error("the rubrics cannot be read") }
            for _ in benchmark.scaledIterations { blackHole(scanner.rules(brokenBy: text)) }
        }
    }

    Benchmark("reading the rubrics") { benchmark in
        for _ in benchmark.scaledIterations { blackHole(try RubricLoader.builtIn()) }
    }
}
