// SPDX-License-Identifier: Apache-2.0

extension SpanReading {
    /// The type of the last exception that the span tells of, and neither message nor stack trace.
    ///
    /// Only errors of which nothing better is known are asked, so events are passed over while a
    /// span is read and looked for here. One that cannot be read tells nothing, and spoils nothing.
    var exceptionType: UnsafeRawBufferPointer? { try? Self.lastException(of: whole) }

    private static func lastException(
        of span: UnsafeRawBufferPointer
    ) throws(WireProblem) -> UnsafeRawBufferPointer? {
        var last: UnsafeRawBufferPointer?
        var reader = ProtobufReader(span)
        while let tag = try reader.next() {
            if tag == .bytes(11) {
                let event = try reader.contents()
                if let type = try? typeOfException(inEvent: event) { last = type }
            } else {
                try reader.skip(tag)
            }
        }
        return last
    }

    /// The type of exception that an event is about; `nil` for one about something else.
    private static func typeOfException(
        inEvent event: UnsafeRawBufferPointer
    ) throws(WireProblem) -> UnsafeRawBufferPointer? {
        var (name, type) = (nothing, nothing)
        var reader = ProtobufReader(event)
        while let tag = try reader.next() {
            switch tag {
            case .bytes(2): name = try reader.contents()
            case .bytes(3): type = try typeOfException(inAttribute: try reader.contents()) ?? type
            default: try reader.skip(tag)
            }
        }
        return type.isEmpty || !name.isEqual(to: "exception") ? nil : type
    }

    /// What an attribute says of the type of an exception, empty if that is no text.
    private static func typeOfException(
        inAttribute attribute: UnsafeRawBufferPointer
    ) throws(WireProblem) -> UnsafeRawBufferPointer? {
        let (name, value) = try anyAttribute(attribute)
        guard name.isEqual(to: "exception.type") else { return nil }
        switch (try? AttributeValue.read(value)) ?? .nothing {
        case .text(let text): return text
        case .truth, .other: return nothing
        case .nothing: return nil
        }
    }
}
