// SPDX-License-Identifier: Apache-2.0

/// Writes protobuf messages field by field.
package struct ProtobufWriter {
    private var writer = VarintWriter()

    package init() {}

    package var bytes: [UInt8] { writer.bytes }

    /// A message within.
    package mutating func write(_ field: UInt64, _ body: (inout ProtobufWriter) -> Void) {
        var inner = ProtobufWriter()
        body(&inner)
        write(field, inner.bytes)
    }

    /// A text or bytes.
    package mutating func write(_ field: UInt64, _ bytes: some Collection<UInt8>) {
        writer.write(field << 3 | 2)
        writer.write(UInt64(bytes.count))
        writer.append(bytes)
    }

    package mutating func write(_ field: UInt64, number: UInt64) {
        writer.write(field << 3)
        writer.write(number)
    }

    package mutating func write(_ field: UInt64, signed number: Int64) {
        writer.write(field << 3)
        writer.writeSigned(number)
    }

    /// Numbers one after the other.
    package mutating func write(_ field: UInt64, packed numbers: [UInt64]) {
        var inner = VarintWriter()
        for number in numbers { inner.write(number) }
        write(field, inner.bytes)
    }

    package mutating func write(_ field: UInt64, fixed: UInt64) {
        writer.write(field << 3 | 1)
        writer.writeFixed(fixed)
    }
}
