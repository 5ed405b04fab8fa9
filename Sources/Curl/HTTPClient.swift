// SPDX-License-Identifier: Apache-2.0

internal import CCurl

/// A handle on libcurl: performs one request after the other and keeps its connection.
///
/// Proxies come from the environment as curl reads it. Certificates are always verified, and no
/// redirect is followed.
public struct HTTPClient: ~Copyable {
    /// What to do after a piece of a body was read.
    public enum BodyVerdict: Sendable {
        case more
        /// Enough is known; the rest is not read, and that is no error.
        case stop
    }

    private let handle: UnsafeMutableRawPointer
    private let problem: UnsafeMutablePointer<CChar>

    /// Makes a handle.
    public init() throws(CurlError) {
        guard ccurl_prepare() == 0, let handle = curl_easy_init() else {
            throw CurlError(.other, "libcurl could not be started")
        }
        self.handle = handle
        problem = .allocate(capacity: Int(CURL_ERROR_SIZE))
        problem.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(handle)
        problem.deallocate()
    }

    /// Performs a request and collects its answer.
    ///
    /// Blocks the thread. An answer of any status is an answer, not an error.
    public mutating func perform(
        _ request: HTTPRequest, limits: TransferLimits = TransferLimits(),
        trust: TransferTrust = TransferTrust(), isCancelled: () -> Bool = { false }
    ) throws(CurlError) -> HTTPResponse {
        var body: [UInt8] = []
        let head = try perform(
            request, limits: limits, trust: trust, isCancelled: isCancelled
        ) { _, piece in
            body += piece
            return .more
        }
        return HTTPResponse(head: head, body: body)
    }

    /// Performs a request and hands on each piece of its body as it arrives.
    ///
    /// Blocks the thread; `isCancelled` is asked about once a second, more often under way.
    public mutating func perform(
        _ request: HTTPRequest, limits: TransferLimits = TransferLimits(),
        trust: TransferTrust = TransferTrust(), isCancelled: () -> Bool = { false },
        onBody: (HTTPHead, UnsafeBufferPointer<UInt8>) -> BodyVerdict
    ) throws(CurlError) -> HTTPHead {
        try check(request)
        // The closures only live in the transfer, which ends before this function does.
        let outcome = withoutActuallyEscaping(isCancelled) { isCancelled in
            withoutActuallyEscaping(onBody) { onBody in
                let transfer = Transfer(limits.bytes, isCancelled: isCancelled, onBody: onBody)
                return perform(request, limits, trust, transfer)
            }
        }
        return try outcome.get()
    }

    private func check(_ request: HTTPRequest) throws(CurlError) {
        let scheme = request.url.prefix { $0 != ":" }.lowercased()
        guard scheme == "http" || scheme == "https", request.url.contains("://") else {
            throw CurlError(
                .badRequest, "\(request.shownURL) must begin with http:// or https://")
        }
        for header in request.headers {
            let bytes = Array(header.name.utf8) + Array(header.value.utf8)
            guard !header.name.isEmpty, !header.name.contains(":"), bytes.allSatisfy({ $0 >= 0x20 })
            else {
                throw CurlError(
                    .badRequest,
                    "the header \"\(header.name)\" has characters that no header may have")
            }
        }
    }

    private mutating func perform(
        _ request: HTTPRequest, _ limits: TransferLimits, _ trust: TransferTrust,
        _ transfer: Transfer
    ) -> Result<HTTPHead, CurlError> {
        curl_easy_reset(handle)
        problem.pointee = 0
        let headers = headerList(request)
        defer { curl_slist_free_all(headers) }
        setRequest(request, headers)
        setLimits(limits)
        if let certificate = trust.certificate {
            ccurl_set_text(handle, CURLOPT_CAINFO, certificate)
        }
        transfer.attach(to: handle)
        var wasPrivate: Int32 = 0
        let code = withUnsafeMutablePointer(to: &wasPrivate) { mark in
            if !trust.allowsPrivate { ccurl_refuse_private(handle, mark) }
            return withExtendedLifetime(transfer) { ccurl_perform(handle) }
        }
        transfer.head.status = Int(ccurl_status(handle))

        switch transfer.ending {
        case .enough: return .success(transfer.head)
        case .cancelled: return .failure(CurlError(.cancelled, "the request was cancelled"))
        case .tooLarge:
            let message = "\(request.shownURL) answered with more than \(limits.bytes) bytes"
            return .failure(CurlError(.tooLarge, message))
        case nil: break
        }
        if code != CURLE_OK, wasPrivate != 0 {
            let message = "\(request.shownURL) leads into a private network, which is not allowed"
            return .failure(CurlError(.badRequest, message))
        }
        guard code == CURLE_OK else {
            let detail = String(cString: problem)
            return .failure(
                CurlError(code, detail: detail, at: request.shownURL, limits: limits))
        }
        return .success(transfer.head)
    }

    private func setRequest(
        _ request: HTTPRequest, _ headers: UnsafeMutablePointer<curl_slist>?
    ) {
        ccurl_set_text(handle, CURLOPT_URL, request.url)
        ccurl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        ccurl_set_text(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        ccurl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
        ccurl_set_long(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        ccurl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1)
        ccurl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2)
        ccurl_set_text(handle, CURLOPT_USERAGENT, request.userAgent)
        ccurl_set_list(handle, CURLOPT_HTTPHEADER, headers)
        if let body = request.body {
            ccurl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            body.withUnsafeBytes { bytes in
                let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                ccurl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, start)
            }
            if body.isEmpty { ccurl_set_text(handle, CURLOPT_POSTFIELDS, "") }
        }
        if request.method == "HEAD" { ccurl_set_long(handle, CURLOPT_NOBODY, 1) }
        ccurl_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method)
    }

    private func setLimits(_ limits: TransferLimits) {
        // Signals would reach every thread of the process.
        ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        ccurl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, limits.connectTime.milliseconds)
        ccurl_set_long(handle, CURLOPT_TIMEOUT_MS, limits.totalTime.milliseconds)
        ccurl_set_pointer(handle, CURLOPT_ERRORBUFFER, problem)
    }

    private func headerList(_ request: HTTPRequest) -> UnsafeMutablePointer<curl_slist>? {
        // Waiting for "100 Continue" would cost a second at servers that do not know it.
        var list = curl_slist_append(nil, "Expect:")
        for header in request.headers {
            // With a colon and nothing behind it the library would drop the field.
            let line = header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
            list = curl_slist_append(list, line) ?? list
        }
        return list
    }
}
