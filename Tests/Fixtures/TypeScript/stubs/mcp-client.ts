// SPDX-License-Identifier: Apache-2.0
// Declares only what the template uses, so that it can be type-checked without npm.

import type { CallToolResult, Transport } from './mcp-server.ts';
export declare class Client {
  constructor(info: { name: string; version: string });
  connect(transport: Transport): Promise<void>;
  listTools(): Promise<{ tools: unknown[] }>;
  callTool(call: { name: string; arguments?: Record<string, unknown> }): Promise<CallToolResult>;
  close(): Promise<void>;
}
