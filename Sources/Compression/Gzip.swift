// SPDX-License-Identifier: Apache-2.0

internal import CZlib

/// The format that senders compress with (RFC 1952).
package enum Gzip {
    package enum Problem: Error {
        /// It is no gzip, or ends too early.
        case damaged
        /// It unpacks to more than is read.
        case tooLarge
        /// There is no room for what it unpacks to.
        case crowded
    }

    /// The bytes within, at most so many.
    ///
    /// - Parameter take: is asked for the room of so many bytes more, before they are kept.
    package static func unpacked(
        _ bytes: [UInt8], limit: Int, take: (Int) -> Bool
    ) throws(Problem) -> [UInt8] {
        var stream = z_stream()
        // 15 bits of window, and 16 for the header of gzip.
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, size) == Z_OK else { throw .damaged }
        defer { inflateEnd(&stream) }
        var unpacked: [UInt8] = []
        let outcome = bytes.withUnsafeBytes { input -> Problem? in
            stream.next_in = UnsafeMutablePointer(
                mutating: input.bindMemory(to: UInt8.self).baseAddress)
            stream.avail_in = UInt32(input.count)
            return inflate(&stream, into: &unpacked, limit: limit, take: take)
        }
        if let outcome { throw outcome }
        return unpacked
    }

    private static func inflate(
        _ stream: inout z_stream, into unpacked: inout [UInt8], limit: Int, take: (Int) -> Bool
    ) -> Problem? {
        let piece = 1 << 16
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: piece) { buffer in
            while true {
                stream.next_out = buffer.baseAddress
                stream.avail_out = UInt32(piece)
                let status = CZlib.inflate(&stream, Z_NO_FLUSH)
                let count = piece - Int(stream.avail_out)
                if unpacked.count + count > limit { return .tooLarge }
                if count > 0, !take(count) { return .crowded }
                unpacked.append(contentsOf: buffer[..<count])
                switch status {
                case Z_STREAM_END:
                    // Members may follow one another, as files that were joined.
                    if stream.avail_in == 0 { return nil }
                    guard inflateReset(&stream) == Z_OK else { return .damaged }
                case Z_OK:
                    if stream.avail_in == 0, stream.avail_out > 0 { return .damaged }
                default: return .damaged
                }
            }
        }
    }

    /// The bytes, compressed; `nil` where there is no memory for it.
    package static func packed(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        let status = deflateInit2_(
            &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY,
            ZLIB_VERSION, size)
        guard status == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        let most = Int(deflateBound(&stream, UInt(bytes.count)))
        var isWhole = false
        let packed = [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
            bytes.withUnsafeBytes { input in
                stream.next_in = UnsafeMutablePointer(
                    mutating: input.bindMemory(to: UInt8.self).baseAddress)
                stream.avail_in = UInt32(input.count)
                stream.next_out = buffer.baseAddress
                stream.avail_out = UInt32(most)
                isWhole = deflate(&stream, Z_FINISH) == Z_STREAM_END
            }
            count = most - Int(stream.avail_out)
        }
        return isWhole ? packed : nil
    }
}
