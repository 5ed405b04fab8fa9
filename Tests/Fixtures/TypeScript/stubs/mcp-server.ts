// SPDX-License-Identifier: Apache-2.0
// Declares only what the template uses, so that it can be type-checked without npm.

export type JsonSchemaType = { readonly type?: unknown; readonly $ref?: string };
export type JsonSchemaValidatorResult<T> =
  | { valid: true; data: T; errorMessage: undefined }
  | { valid: false; data: undefined; errorMessage: string };
export type JsonSchemaValidator<T> = (value: unknown) => JsonSchemaValidatorResult<T>;
export interface jsonSchemaValidator { getValidator<T>(schema: JsonSchemaType): JsonSchemaValidator<T> }
export interface StandardSchema<T> { readonly '~standard': { readonly types?: T } }
export declare function fromJsonSchema<T = unknown>(schema: JsonSchemaType, validator?: jsonSchemaValidator): StandardSchema<T>;
type Block =
  | { type: 'text'; text: string }
  | { type: 'image' | 'audio'; data: string; mimeType: string }
  | { type: 'resource'; resource: { uri: string; mimeType?: string; blob: string } };
export interface CallToolResult { content: Block[]; structuredContent?: unknown; isError?: boolean; [key: string]: unknown }
export interface Transport { start(): Promise<void>; close(): Promise<void> }
export declare class InMemoryTransport implements Transport {
  static createLinkedPair(): [InMemoryTransport, InMemoryTransport];
  start(): Promise<void>;
  close(): Promise<void>;
}
export interface ServerContext { mcpReq: { signal: AbortSignal; _meta?: Record<string, unknown> } }
export declare class McpServer {
  constructor(
    info: { name: string; version: string; title?: string },
    options?: {
      capabilities?: { tools?: { listChanged?: boolean } };
      instructions?: string;
      cacheHints?: { 'tools/list'?: { ttlMs?: number; cacheScope?: 'public' | 'private' } };
    },
  );
  registerTool<T>(
    name: string,
    config: {
      title?: string;
      description?: string;
      inputSchema: StandardSchema<T>;
      outputSchema?: StandardSchema<unknown>;
      annotations?: Record<string, unknown>;
    },
    handler: (values: T, context: ServerContext) => CallToolResult | Promise<CallToolResult>,
  ): unknown;
  connect(transport: Transport): Promise<void>;
  close(): Promise<void>;
}
export interface McpHttpHandler { fetch(request: Request): Promise<Response>; close(): Promise<void> }
export declare function createMcpHandler(factory: () => McpServer, options?: { onerror?: (error: Error) => void }): McpHttpHandler;
export declare function localhostAllowedHostnames(): string[];
export declare function localhostAllowedOrigins(): string[];
