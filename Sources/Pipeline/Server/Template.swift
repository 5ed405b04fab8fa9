// SPDX-License-Identifier: Apache-2.0

internal import CTemplates

/// The fixed part of generated servers: the same for every document.
enum Template {
    /// The files below a folder of templates, by their paths in it.
    static func files(in folder: String) -> [(path: String, text: String)] {
        all.filter { $0.path.hasPrefix(folder + "/") }.map {
            (String($0.path.dropFirst(folder.utf8.count + 1)), $0.text)
        }
    }

    /// The licence under which the fixed part is given.
    static var licence: String { all.first { $0.path == "LICENSE" }?.text ?? "" }

    private static let all: [(path: String, text: String)] = {
        var files: [(path: String, text: String)] = []
        var entry = smelt_template_files()
        while let file = entry?.pointee, let path = file.path {
            let bytes = UnsafeBufferPointer(start: file.bytes, count: file.size)
            files.append((String(cString: path), String(decoding: bytes, as: UTF8.self)))
            entry = entry?.successor()
        }
        return files
    }()
}
