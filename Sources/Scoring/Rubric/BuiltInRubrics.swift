// SPDX-License-Identifier: Apache-2.0

internal import CRubrics

extension RubricLoader {
    /// The texts of the rubric files that came with the program, by file name.
    public static func builtInFiles() -> [String: String] {
        var files: [String: String] = [:]
        var entry = smelt_rubric_files()
        while let file = entry?.pointee, let name = file.name {
            let bytes = UnsafeBufferPointer(start: file.bytes, count: file.size)
            files[String(cString: name)] = String(decoding: bytes, as: UTF8.self)
            entry = entry?.successor()
        }
        return files
    }

    /// The rubrics that came with the program.
    public static func builtIn() throws(RubricProblems) -> Rubrics { try load(builtInFiles()) }
}
