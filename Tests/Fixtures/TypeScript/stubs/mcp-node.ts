// SPDX-License-Identifier: Apache-2.0
// Declares only what the template uses, so that it can be type-checked without npm.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { McpHttpHandler } from './mcp-server.ts';
type Guard = (request: IncomingMessage, response: ServerResponse) => boolean;
export declare function hostHeaderValidation(names: string[]): Guard;
export declare function originValidation(names: string[]): Guard;
export declare function toNodeHandler(
  handler: McpHttpHandler,
  options?: { onerror?: (error: Error) => void },
): (request: IncomingMessage, response: ServerResponse, body?: unknown) => Promise<void>;
