// SPDX-License-Identifier: Apache-2.0

/// Numbers as paths of SVG, on a plane in which each step is ten wide and zero is at the bottom.
enum Chart {
    /// What an axis shows beside the numbers.
    struct Axis: Sendable, Hashable {
        /// The number at the upper end.
        let top: Double
        /// The numbers at its lines, evenly spaced from 0 to the top.
        let ticks: [Double]
    }

    /// How wide a step is.
    static let stepWidth = 10

    /// An axis of round numbers from 0 to at least a number.
    ///
    /// - Parameter isWhole: whether nothing lies between two whole numbers.
    static func axis(upTo most: Double, parts: Int = 4, isWhole: Bool = false) -> Axis {
        guard most.isFinite, most > 0 else { return Axis(top: 1, ticks: [0, 1]) }
        let wanted = most / Double(parts)
        var unit = 1.0
        while unit * 10 <= wanted { unit *= 10 }
        while unit > wanted, unit > 1e-12 { unit /= 10 }
        let steps = [1, 2, 2.5, 5, 10].map { $0 * unit }
        var step = steps.first { $0 >= wanted } ?? wanted
        if isWhole { step = step <= 1 ? 1 : step.rounded(.up) }
        // Dividing may leave a trace above a whole number.
        let count = max(1, Int((most / step - 1e-9).rounded(.up)))
        return Axis(
            top: Double(count) * step, ticks: (0...count).map { Double($0) * step })
    }

    /// The height of a number; what is not zero is always seen.
    static func height(of value: Double, top: Double, in height: Int) -> Int {
        guard value.isFinite, value > 0, top > 0 else { return 0 }
        let part = (value / top * Double(height)).rounded()
        return part >= Double(height) ? height : max(height / 30, max(1, Int(part)))
    }

    /// A bar for each number, with a gap between two of them.
    static func bars(_ values: [Double], top: Double, height: Int, gap: Int = 0) -> String {
        var path = PathWriter()
        var skipped = gap / 2
        for value in values {
            let bar = Self.height(of: value, top: top, in: height)
            guard bar > 0 else {
                skipped += stepWidth
                continue
            }
            if path.isEmpty {
                path.add("M", skipped, height)
            } else if skipped > 0 {
                path.add("m", skipped, 0)
            }
            path.add("v", -bar)
            path.add("h", stepWidth - gap)
            path.add("v", bar)
            skipped = gap
        }
        return path.text
    }

    /// A line through the middles of the steps; it is broken where there is no number, and a
    /// number without neighbours is a short dash.
    static func line(_ values: [Double?], top: Double, height: Int) -> String {
        var path = PathWriter()
        var isBegun = false
        for (place, value) in values.enumerated() {
            guard let value else {
                isBegun = false
                continue
            }
            let x = place * stepWidth + stepWidth / 2
            let y = height - Self.height(of: value, top: top, in: height)
            let isLast = place + 1 == values.count || values[place + 1] == nil
            if !isBegun, isLast {
                path.add("M", x - 2, y)
                path.add("h", 4)
            } else {
                path.add(isBegun ? "L" : "M", x, y)
            }
            isBegun = true
        }
        return path.text
    }

    /// Lines from one side to the other.
    static func levels(_ values: [Double], top: Double, height: Int, width: Int) -> String {
        var path = PathWriter()
        for value in values {
            let y = value <= 0 ? height : height - Self.height(of: value, top: top, in: height)
            path.add("M", 0, y)
            path.add("h", width)
        }
        return path.text
    }

    /// How many seconds lie between two labels, so that there are only so many of them.
    static func labelSeconds(in seconds: Int, most: Int = 6) -> Int {
        let lengths = [
            60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800,
            604_800, 1_209_600, 2_419_200,
        ]
        return lengths.first { seconds / $0 <= most } ?? max(1, seconds / max(1, most))
    }
}

/// Writes the commands of a path.
private struct PathWriter {
    private var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(512) }

    var isEmpty: Bool { bytes.isEmpty }
    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func add(_ command: Unicode.Scalar, _ numbers: Int...) {
        bytes.append(UInt8(ascii: command))
        for (place, number) in numbers.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: " ")) }
            add(number)
        }
    }

    private mutating func add(_ number: Int) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }
}
