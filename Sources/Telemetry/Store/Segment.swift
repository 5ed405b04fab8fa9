// SPDX-License-Identifier: Apache-2.0

/// Calls as they are kept on disk: packed, in the order in which they came.
enum Segment {
    /// One call.
    struct Call: Hashable {
        let series: Int32
        /// In nanoseconds since 1970.
        let start: Int64
        let duration: UInt64
        /// 0 for a call without an id.
        let id: UInt64
    }

    static func packed(_ calls: [Call]) -> [UInt8] {
        var writer = VarintWriter()
        var previous: Int64 = 0
        for call in calls {
            // The lowest bit says whether an id follows.
            writer.write(UInt64(call.series) << 1 | (call.id == 0 ? 0 : 1))
            writer.writeSigned(call.start &- previous)
            writer.write(call.duration)
            if call.id != 0 { writer.writeFixed(call.id) }
            previous = call.start
        }
        return writer.bytes
    }

    /// Calls a function with each call; false when the bytes are not what was packed.
    static func forEach(in bytes: [UInt8], _ body: (Call) -> Void) -> Bool {
        var reader = VarintReader(bytes)
        var previous: Int64 = 0
        while !reader.isAtEnd {
            guard let head = reader.read(), head >> 1 <= UInt64(Int32.max),
                let gap = reader.readSigned(), let duration = reader.read()
            else { return false }
            var id: UInt64 = 0
            if head & 1 == 1 {
                guard let word = reader.readFixed() else { return false }
                id = word
            }
            previous = previous &+ gap
            body(Call(series: Int32(head >> 1), start: previous, duration: duration, id: id))
        }
        return true
    }
}
