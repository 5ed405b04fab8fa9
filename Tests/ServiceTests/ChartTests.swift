// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Telemetry
import Testing

@testable import Service

@Suite("A chart")
struct ChartTests {
    @Test(
        "has round numbers at its axis",
        arguments: [
            (0.0, [0.0, 1.0]), (1, [0, 1]), (3, [0, 1, 2, 3]), (7, [0, 2, 4, 6, 8]),
            (95, [0, 25, 50, 75, 100]), (1600, [0, 500, 1000, 1500, 2000]),
            (4e18, [0, 1e18, 2e18, 3e18, 4e18]), (.infinity, [0, 1]), (.nan, [0, 1]), (-1, [0, 1]),
        ])
    func axis(most: Double, ticks: [Double]) {
        let axis = Chart.axis(upTo: most, isWhole: true)
        #expect(axis.ticks == ticks)
        #expect(axis.top == ticks.last)
    }

    @Test("has an axis for any number, above it and not far")
    func anyNumber() {
        for power in -9...19 {
            for digit in [1.0, 1.3, 2.5, 3.7, 5, 9.99] {
                let most = (0..<abs(power)).reduce(digit) { value, _ in
                    power < 0 ? value / 10 : value * 10
                }
                let axis = Chart.axis(upTo: most)
                #expect(axis.top >= most * 0.999999)
                #expect(axis.top <= most * 2.5)
                #expect((2...6).contains(axis.ticks.count))
            }
        }
    }

    @Test("has bars as high as the numbers, and sees what is not zero")
    func bars() {
        #expect(Chart.bars([], top: 1, height: 60) == "")
        #expect(Chart.bars([0, 0], top: 0, height: 60) == "")
        #expect(Chart.bars([5], top: 10, height: 60) == "M0 60v-30h10v30")
        #expect(Chart.bars([10, 0, 5], top: 10, height: 60) == "M0 60v-60h10v60m10 0v-30h10v30")
        #expect(Chart.bars([5, 5], top: 5, height: 60, gap: 2) == "M1 60v-60h8v60m2 0v-60h8v60")
        #expect(Chart.bars([1e-9], top: 1e18, height: 60) == "M0 60v-2h10v2")
        #expect(Chart.bars([.infinity, .nan, 1.8e19], top: 1e3, height: 60) == "M20 60v-60h10v60")
    }

    @Test("has lines that break where there is nothing")
    func lines() {
        #expect(Chart.line([], top: 1, height: 100) == "")
        #expect(Chart.line([nil, nil], top: 1, height: 100) == "")
        #expect(Chart.line([0.5], top: 1, height: 100) == "M3 50h4")
        #expect(Chart.line([0, 1, nil, 0.5], top: 1, height: 100) == "M5 100L15 0M33 50h4")
        #expect(Chart.line([0, 0], top: 0, height: 100) == "M5 100L15 100")
        #expect(
            Chart.levels([0, 0.5, 1], top: 1, height: 100, width: 20)
                == "M0 100h20M0 50h20M0 0h20")
    }

    @Test("writes numbers as short as they can be")
    func figures() {
        #expect(Figures.count(0) == "0")
        #expect(Figures.count(.max) == "18,446,744,073,709,551,615")
        #expect(Figures.count(1, "call") == "1 call")
        #expect(Figures.short(250) == "250")
        #expect(Figures.short(1500) == "1.5k")
        #expect(Figures.short(2e18) == "2E")
        #expect(Figures.percent(0.0712) == "7.1 %")
        #expect(Figures.shortPercent(0.05) == "5 %")
        #expect(Figures.duration(nil) == "–")
        #expect(Figures.duration(25_310_000) == "25.3 ms")
        #expect(Figures.shortDuration(2.5e9) == "2.5 s")
        #expect(Figures.change(110, 100) == "+10.0 %")
        #expect(Figures.change(90, 100) == "-10.0 %")
        #expect(Figures.change(100, 100) == "±0.0 %")
        #expect(Figures.change(1, 0) == nil)
        #expect(Figures.length(3600) == "hour")
        #expect(Figures.length(900) == "15 minutes")
        #expect(PercentCode.encoded("a b/ü&\u{0}") == "a%20b%2F%C3%BC%26%00")
    }
}
