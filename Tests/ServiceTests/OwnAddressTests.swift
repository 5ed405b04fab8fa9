// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Service

@Suite("The address that a collector shows")
struct OwnAddressTests {
    private static func address(_ host: String) -> OwnAddress {
        var configuration = CollectorService.Configuration(folder: "data")
        configuration.host = host
        let address = OwnAddress(configuration)
        address.settle(port: 4318)
        return address
    }

    @Test(
        "is its own, whatever it was asked by",
        arguments: [nil, "example.com", "$(id)"] as [String?])
    func own(authority: String?) {
        #expect(Self.address("shop.test").text(for: authority) == "http://shop.test:4318")
        #expect(Self.address("::1").text(for: authority) == "http://[::1]:4318")
    }

    @Test(
        "is the one that it was asked by where it listens everywhere",
        arguments: [
            ("shop.test:4318", "http://shop.test:4318"), ("10.1.2.3:80", "http://10.1.2.3:80"),
            ("[fe80::1]:4318", "http://[fe80::1]:4318"), ("smelt", "http://smelt"),
            (nil, "http://127.0.0.1:4318"), ("", "http://127.0.0.1:4318"),
            ("a b", "http://127.0.0.1:4318"), ("$(id)", "http://127.0.0.1:4318"),
            ("'x'", "http://127.0.0.1:4318"), ("me@shop.test", "http://127.0.0.1:4318"),
            ("d\u{E9}j\u{E0}", "http://127.0.0.1:4318"),
            (String(repeating: "a", count: 256), "http://127.0.0.1:4318"),
        ] as [(String?, String)])
    func everywhere(authority: String?, shown: String) {
        for host in ["0.0.0.0", "::"] {
            #expect(Self.address(host).text(for: authority) == shown)
        }
    }
}
