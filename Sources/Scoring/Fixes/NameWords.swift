// SPDX-License-Identifier: Apache-2.0

/// The words of an identifier, as it spells them.
enum NameWords {
    /// Words that are written in capitals in running text.
    private static let acronyms: Set<String> = [
        "ai", "api", "arn", "ascii", "aws", "cdn", "cicd", "cli", "cpu", "crm", "css", "csv", "cve",
        "db", "dns", "dom", "etf", "faq", "ftp", "gcp", "gif", "gpu", "gps", "html", "http",
        "https", "iam", "iban", "id", "ide", "imap", "ip", "isbn", "iso", "jpeg", "jpg", "json",
        "jwt", "kpi", "kyc", "llm", "lsp", "mcp", "mfa", "nft", "nlp", "npm", "ocr", "otp", "pdf",
        "php", "png", "ppt", "pr", "qr", "rdf", "rgb", "rpc", "rss", "sdk", "seo", "sla", "smtp",
        "sms", "sql", "ssh", "ssl", "sso", "svg", "tcp", "tls", "ttl", "tts", "tv", "ui", "uri",
        "url", "usb", "utc", "uuid", "ux", "vat", "vm", "vpc", "vpn", "xml", "xss", "yaml",
    ]
    /// Plurals and names that are neither in capitals nor in small letters.
    private static let spelled = [
        "apis": "APIs", "ids": "IDs", "urls": "URLs", "github": "GitHub", "gitlab": "GitLab",
        "youtube": "YouTube", "oauth": "OAuth", "graphql": "GraphQL", "linkedin": "LinkedIn",
        "openapi": "OpenAPI", "javascript": "JavaScript", "typescript": "TypeScript",
        "wifi": "Wi-Fi",
    ]

    /// The words, split at marks and at capitals; a run of capitals is one word.
    static func split(_ name: String) -> [String] {
        let scalars = Array(name.unicodeScalars)
        var words: [String] = []
        var word = String.UnicodeScalarView()
        for (place, scalar) in scalars.enumerated() {
            let isWord = scalar.properties.isAlphabetic || scalar.value &- 0x30 < 10
            let previous = place > 0 ? scalars[place - 1] : " "
            let next = place + 1 < scalars.count ? scalars[place + 1] : " "
            let startsWord =
                scalar.properties.isUppercase
                && (!previous.properties.isUppercase && !word.isEmpty
                    || next.properties.isLowercase && !isPlural(scalars, place + 1))
            if !isWord || startsWord, !word.isEmpty {
                words.append(String(word))
                word = String.UnicodeScalarView()
            }
            if isWord { word.append(scalar) }
        }
        if !word.isEmpty { words.append(String(word)) }
        return words
    }

    /// Whether the small letter here only makes a plural, as in `URLs`.
    private static func isPlural(_ scalars: [Unicode.Scalar], _ place: Int) -> Bool {
        scalars[place] == "s"
            && !(place + 1 < scalars.count && scalars[place + 1].properties.isLowercase)
    }

    /// The words as a title in sentence case, acronyms in capitals.
    static func title(_ words: [String]) -> String {
        // A name all in capitals says nothing about which of its words is an acronym.
        let isShouted = words.allSatisfy { word in
            !word.unicodeScalars.contains { $0.properties.isLowercase }
        }
        let shown = words.map { word in
            let small = word.lowercased()
            if let known = spelled[small] { return known }
            if acronyms.contains(small) { return word.uppercased() }
            let capitals = word.unicodeScalars.count { $0.properties.isUppercase }
            return !isShouted && capitals > 1 ? word : small
        }
        guard let first = shown.first else { return "" }
        let start = first == words[0].lowercased() ? capitalized(first) : first
        return ([start] + shown.dropFirst()).joined(separator: " ")
    }

    /// A word with a capital at its beginning.
    static func capitalized(_ word: String) -> String {
        guard let first = word.unicodeScalars.first else { return word }
        return first.properties.titlecaseMapping
            + String(word.unicodeScalars.dropFirst())
    }
}
