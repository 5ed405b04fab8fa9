// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Scoring

/// The streams of the process, and what the terminal behind them can show.
package enum Terminal {
    /// When to use colours.
    package enum ColorChoice: String, CaseIterable, Sendable {
        case auto, always, never
    }

    /// Writes a result to standard output.
    package static func print(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Writes sentences for the user to standard error; what could steer a terminal is escaped.
    package static func complain(_ text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            write(TerminalSafe.text(String(line)) + "\n", to: STDERR_FILENO)
        }
    }

    /// A text from outside that may be shown: what could steer a terminal is escaped.
    package static func safe(_ text: String) -> String { TerminalSafe.text(text) }

    /// Shows what is going on, where somebody is watching; the next call replaces it.
    package static func progress(_ text: String) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        write("\r\u{1B}[K" + TerminalSafe.text(text), to: STDERR_FILENO)
    }

    /// Takes the last progress away, so that what follows begins its own line.
    package static func endProgress() {
        guard isatty(STDERR_FILENO) == 1 else { return }
        write("\r\u{1B}[K", to: STDERR_FILENO)
    }

    /// Asks a question that only a yes answers; `nil` where nobody can be asked.
    package static func confirms(_ question: String) -> Bool? {
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return nil }
        write(question + " [y/N] ", to: STDERR_FILENO)
        let answer = readLine(strippingNewline: true)?.lowercased() ?? ""
        return answer == "y" || answer == "yes"
    }

    package static func exit(_ status: Int32) -> Never { Glibc.exit(status) }

    /// Whether results on standard output may be coloured.
    package static func usesColor(_ choice: ColorChoice, toFile: Bool) -> Bool {
        switch choice {
        case .always: true
        case .never: false
        case .auto:
            !toFile && isatty(STDOUT_FILENO) == 1 && variable("NO_COLOR").isEmpty
                && variable("TERM") != "dumb"
        }
    }

    /// The columns of the terminal; 80 where there is none.
    package static var width: Int {
        var size = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
            return Int(size.ws_col)
        }
        return Int(variable("COLUMNS")) ?? 80
    }

    private static func variable(_ name: String) -> String {
        getenv(name).map { String(cString: $0) } ?? ""
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    // Nobody reads the result any more, as in `smelt-report … | head`.
                    if descriptor == STDOUT_FILENO { exit(errno == EPIPE ? 0 : 2) }
                    return
                }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }
}
