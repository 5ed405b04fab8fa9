// SPDX-License-Identifier: Apache-2.0

/// Something that one thread waits for and another one has.
package final class Handover<Value>: @unchecked Sendable {
    private let monitor = Monitor()
    private var value: Value?

    package init() {}

    /// Gives it to one who takes it.
    package func give(_ value: Value) {
        monitor.locked {
            self.value = value
            monitor.signal()
        }
    }

    /// Waits for it.
    package func take() -> Value {
        while true {
            let given = monitor.locked { () -> Value? in
                if value == nil { monitor.wait(milliseconds: 60_000) }
                defer { value = nil }
                return value
            }
            if let given { return given }
        }
    }
}
