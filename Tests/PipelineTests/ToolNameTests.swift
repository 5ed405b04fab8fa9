// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Pipeline

@Suite("The name of a tool")
struct ToolNameTests {
    private func paths(_ operations: [(path: String, id: String?)]) -> String {
        operations.map { path, id in
            let name = id.map { "operationId: '\($0)', " } ?? ""
            return "\(path): {get: {\(name)responses: {\"204\": {description: x}}}}"
        }.joined(separator: "\n")
    }

    private func names(_ operations: [(path: String, id: String?)]) async throws -> [String] {
        try await Made(Made.document(paths: paths(operations))).names
    }

    @Test(
        "has the words of its operation",
        arguments: [
            ("/a", "getPetById", "get_pet_by_id"),
            ("/a", "Pets.HTTPServer-list", "pets_http_server_list"),
            ("/a", "listIDs", "list_ids"), ("/a", "2FA", "call_2_fa"),
            ("/a", "list__all  pets", "list_all_pets"),
            ("/pets/{petId}", nil, "get_pets_by_pet_id"), ("/", nil, "get_root"),
            ("/pets/{id}.json", nil, "get_pets_id_json"), ("/宠物", "获取宠物", "get"),
            ("/a", "\u{202E}evil;drop", "evil_drop"),
        ])
    func words(path: String, id: String?, expected: String) async throws {
        let name = try #require(try await names([(path, id)]).first)
        if path == "/宠物" { #expect(!name.isEmpty) } else { #expect(name == expected) }
    }

    @Test("is shortened with a mark that does not depend on other operations")
    func shortened() async throws {
        let long = "listAllTheVeryLongNamesOfThingsThatNobodyWouldEverWantToRemember"
        let operations = [("/a", long + "One"), ("/b", long + "Two"), ("/c", long + "One")]
        let forwards = try await names(operations)
        let backwards = try await names(operations.reversed())
        #expect(forwards == backwards.reversed())
        #expect(Set(forwards).count == 3)
        #expect(forwards.allSatisfy { $0.utf8.count + "sample".utf8.count <= 58 })
        #expect(try await names([operations[1]]) == [forwards[1]])
    }

    @Test("is told apart from the same name by a mark on both")
    func equal() async throws {
        let names = try await names([("/a", "get_pet"), ("/b", "getPet"), ("/c", "getDog")])
        #expect(names[2] == "get_dog")
        #expect(names[0].hasPrefix("get_pet_") && names[1].hasPrefix("get_pet_"))
        #expect(names[0] != names[1])
    }

    @Test(
        "of the server comes from the title",
        arguments: [
            ("Swagger Petstore", "petstore"), ("The Bookshop API v2", "bookshop"), ("API", "api"),
            ("42 Things", "api-42-things"),
            ("Extraordinarily-Long-Title Of Something", "extraordinarily-long"),
            ("图书馆", "api"), ("\"; rm -rf / #", "rm-rf"),
        ])
    func server(title: String, expected: String) {
        #expect(ToolNames.serverName(title) == expected)
    }
}
