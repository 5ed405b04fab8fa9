// SPDX-License-Identifier: Apache-2.0
// Declares only what the template uses, so that it can be type-checked without npm.

export interface Span { setAttribute(name: string, value: string | number): unknown; setStatus(status: { code: number }): unknown; end(): void }
export interface Context { getValue(key: symbol): unknown }
interface SpanOptions { kind?: number; attributes?: Record<string, string | number> }
export interface Tracer {
  startActiveSpan<T>(name: string, options: SpanOptions, run: (span: Span) => T): T;
  startActiveSpan<T>(name: string, options: SpanOptions, context: Context, run: (span: Span) => T): T;
}
export declare const ROOT_CONTEXT: Context;
export declare const trace: { getTracer(name: string, version?: string): Tracer };
export declare const propagation: { extract(context: Context, carrier: unknown): Context };
export declare enum SpanKind { INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER }
export declare enum SpanStatusCode { UNSET, OK, ERROR }
