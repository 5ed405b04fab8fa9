// SPDX-License-Identifier: Apache-2.0
// Declares only what the template uses, so that it can be type-checked without npm.

import type { Readable } from 'node:stream';
export declare namespace Dispatcher {
  type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'CONNECT' | 'OPTIONS' | 'TRACE' | 'PATCH' | (string & {});
}
export declare class Dispatcher {
  request(options: {
    origin: string;
    path: string;
    method: Dispatcher.HttpMethod;
    headers?: string[];
    body?: Uint8Array | null;
    signal?: AbortSignal;
    headersTimeout?: number;
    bodyTimeout?: number;
  }): Promise<{ statusCode: number; headers: Record<string, string | string[] | undefined>; body: Readable }>;
  destroy(): Promise<void>;
}
export declare class Agent extends Dispatcher {}
