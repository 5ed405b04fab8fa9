// SPDX-License-Identifier: Apache-2.0
// Declares only what the template uses, so that it can be type-checked without npm.

import type { McpServer } from './mcp-server.ts';
export declare function serveStdio(factory: () => McpServer, options?: { onerror?: (error: Error) => void }): { close(): Promise<void> };
