// SPDX-License-Identifier: Apache-2.0
// Declares only what the template uses, so that it can be type-checked without npm.

export declare enum CircuitState { Closed, Open, HalfOpen, Isolated }
interface Executable { execute<T>(run: () => PromiseLike<T> | T, signal?: AbortSignal): Promise<T> }
export interface CircuitBreakerPolicy extends Executable { readonly state: CircuitState }
interface Filter { orWhenResult(filter: (result: unknown) => boolean): Filter }
interface Backoff<C> { next(context: C): unknown }
export declare class ConsecutiveBreaker { constructor(threshold: number) }
export declare class DelegateBackoff<C> implements Backoff<C> { constructor(run: (context: C) => number); next(context: C): unknown }
export declare function handleWhen(filter: (error: Error) => boolean): Filter;
export declare function isBrokenCircuitError(error: unknown): boolean;
export declare function bulkhead(limit: number, queue?: number): Executable;
export declare function circuitBreaker(filter: Filter, options: { breaker: ConsecutiveBreaker; halfOpenAfter: number }): CircuitBreakerPolicy;
export declare function retry(filter: Filter, options: { maxAttempts: number; backoff: Backoff<{ attempt: number; result: { error: Error } | { value: unknown } }> }): Executable;
export declare function wrap(...policies: Executable[]): Executable;
