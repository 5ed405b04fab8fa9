// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Reads where an API is reached.
struct ServerReader {
    private let documents: DocumentSet
    private let repairs: RepairLog

    init(_ documents: DocumentSet, _ repairs: RepairLog) {
        self.documents = documents
        self.repairs = repairs
    }

    /// The addresses of a list; `nil` where there are none.
    func addresses(_ value: Located?) -> [ServerAddress]? {
        let addresses = (value?.elements ?? []).compactMap(address)
        return addresses.isEmpty ? nil : addresses
    }

    private func address(_ value: Located) -> ServerAddress? {
        guard let url = text(value["url"]) else {
            repairs.add("the server has no url", "it is left out", at: value.target)
            return nil
        }
        let described = value["variables"]?.members ?? []
        let variables = PathTemplate.names(url).map { name in
            let variable = described.first { $0.key == name }?.value
            let values = (variable?["enum"]?.elements ?? []).compactMap { text($0) }
            let preset = text(variable?["default"]) ?? values.first
            if preset == nil {
                repairs.add(
                    "{\(name)} of the address has no default", "it must be set before a start",
                    at: value.target)
            }
            return ServerAddress.Variable(name: name, preset: preset ?? "", values: values)
        }
        return ServerAddress(url: absolute(url), variables: variables)
    }

    /// An address that is relative to a document from the network is relative to its URL.
    private func absolute(_ url: String) -> String {
        if url.contains("://") || !documents.address.isRemote { return url }
        return documents.address.resolving(url).text
    }
}
