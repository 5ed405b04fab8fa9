// SPDX-License-Identifier: Apache-2.0

// Sends requests to the API and reads its answers: within limits, again where that is safe, and
// not at all for a while after it failed too often.

import {
  bulkhead,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhen,
  isBrokenCircuitError,
  retry,
  wrap,
} from 'cockatiel';
import { Agent } from 'undici';
import { type Answer, askedWait, type Exchange, exchangeWith, type Wire } from './exchange.ts';
import { Problem } from './problem.ts';
import type { Settings } from './settings.ts';
import type { ClientSpan } from './telemetry.ts';

export interface SendOptions {
  idempotent: boolean;
  /** Aborted when the client cancels the call. */
  signal?: AbortSignal;
}

export interface Upstream {
  send(wire: Wire, options: SendOptions): Promise<Answer>;
  close(): Promise<void>;
}

/** The API gave no answer. */
class NoAnswer extends Error {
  readonly sent: boolean;

  /** `sent`: whether the API may have seen the request. */
  constructor(reason: string, sent: boolean) {
    super(reason);
    this.sent = sent;
  }
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
const MOST_REDIRECTS = 5;
const BREAKER_FAILURES = 5;
const BREAKER_PAUSE = 30_000;

/** Failures before a byte of the request is out: trying again changes nothing at the API. */
const BEFORE_SENDING = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const WORTH_REPEATING = new Set([408, 429, 502, 503, 504]);
/** With Retry-After these say that nothing was done, so any request may be repeated. */
const NOT_DONE = new Set([429, 503]);

/** Tests give an exchange of their own, so that nothing reaches the network. */
export function createUpstream(
  settings: Settings,
  inSpan: ClientSpan,
  exchange?: Exchange,
): Upstream {
  const agent = new Agent();
  const once = exchange ?? exchangeWith(agent);
  const slots = bulkhead(settings.maxConcurrency, Number.POSITIVE_INFINITY);
  const breakers = new Map<string, CircuitBreakerPolicy>();

  function breakerOf(origin: string): CircuitBreakerPolicy {
    const breaker = breakers.get(origin) ?? newBreaker();
    breakers.set(origin, breaker);
    return breaker;
  }

  return {
    async send(wire, options) {
      const breaker = breakerOf(wire.origin);
      const policy = wrap(retries(settings.retries, options, breaker), breaker, slots);
      try {
        return await policy.execute(() =>
          inSpan(wire, () => attempt(once, wire, settings.timeoutSeconds, options.signal)),
        );
      } catch (error) {
        throw inWords(error);
      }
    },
    close: () => agent.destroy(),
  };
}

function newBreaker(): CircuitBreakerPolicy {
  const failures = handleWhen((error) => error instanceof NoAnswer).orWhenResult(
    (answer) => (answer as Answer).status >= 500,
  );
  return circuitBreaker(failures, {
    breaker: new ConsecutiveBreaker(BREAKER_FAILURES),
    halfOpenAfter: BREAKER_PAUSE,
  });
}

// One attempt

async function attempt(
  once: Exchange,
  wire: Wire,
  seconds: number,
  cancel = new AbortController().signal,
): Promise<Answer> {
  cancel.throwIfAborted();
  const timeout = AbortSignal.timeout(seconds * 1000);
  try {
    return await follow(once, wire, AbortSignal.any([cancel, timeout]));
  } catch (error) {
    cancel.throwIfAborted();
    if (error instanceof Problem) throw error;
    if (timeout.aborted) throw new NoAnswer(`it did not answer within ${seconds} seconds`, true);
    const code = errorCode(error);
    throw new NoAnswer(reasonOf(code), !BEFORE_SENDING.has(code));
  }
}

/** Follows redirects within the origin: credentials must go nowhere else. */
async function follow(once: Exchange, wire: Wire, signal: AbortSignal): Promise<Answer> {
  let answer = await once(wire, signal);
  for (let hop = 1; hop < MOST_REDIRECTS; hop += 1) {
    const next = redirected(wire, answer);
    if (next === undefined) break;
    wire = next;
    answer = await once(wire, signal);
  }
  return answer;
}

function redirected(wire: Wire, answer: Answer): Wire | undefined {
  const { location } = answer.headers;
  if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined)
    return undefined;
  const base = wire.origin + wire.target;
  const url = URL.canParse(location, base) ? new URL(location, base) : undefined;
  if (url?.origin !== wire.origin) return undefined;
  const target = url.pathname + url.search;
  const isReading = wire.method === 'GET' || wire.method === 'HEAD';
  if (isReading || answer.status === 307 || answer.status === 308) return { ...wire, target };
  if (answer.status !== 303) return undefined;
  const headers = wire.headers.filter(([name]) => name.toLowerCase() !== 'content-type');
  return { ...wire, method: 'GET', target, headers, body: undefined };
}

// Retries

function retries(most: number, { idempotent, signal }: SendOptions, breaker: CircuitBreakerPolicy) {
  let waited = 0;
  const mayRepeat = (wait = 0) =>
    !signal?.aborted && breaker.state !== CircuitState.Open && waited + wait <= LONGEST_WAIT;

  const temporary = handleWhen(
    (error) => error instanceof NoAnswer && (idempotent || !error.sent) && mayRepeat(),
  ).orWhenResult((result) => {
    const answer = result as Answer;
    const wait = askedWait(answer);
    const untouched = NOT_DONE.has(answer.status) && wait !== undefined;
    return WORTH_REPEATING.has(answer.status) && (idempotent || untouched) && mayRepeat(wait);
  });
  const backoff = new DelegateBackoff<{ attempt: number; result: object }>((context) => {
    const { value } = context.result as { value?: Answer };
    const asked = value === undefined ? undefined : askedWait(value);
    const wait = Math.min(asked ?? backOff(context.attempt), LONGEST_WAIT - waited);
    waited += wait;
    return wait;
  });
  return retry(temporary, { maxAttempts: most, backoff });
}

/** 0.5 s, 1 s, 2 s, … and up to as much again, so that many callers spread out. */
function backOff(attempts: number): number {
  return Math.min(FIRST_WAIT * 2 ** (attempts - 1), 8_000) + Math.random() * FIRST_WAIT;
}

// Words

/** The code of the innermost cause. Node tries several addresses; the first failure stands for all. */
function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code, cause, errors } = error as Error & { code?: unknown; errors?: unknown[] };
  if (typeof code === 'string') return code;
  return errorCode(errors?.[0] ?? cause);
}

function reasonOf(code: string): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name cannot be resolved';
  if (code === 'ECONNREFUSED') return 'it refuses connections';
  if (/CERT|TLS|SSL|ALTNAME/.test(code)) return `its certificate is not accepted (${code})`;
  if (code.startsWith('Z_')) return 'its answer cannot be decompressed';
  return `the connection broke off (${code})`;
}

/** What the model reads; cancelled calls and faults of this server pass as they are. */
function inWords(error: unknown): unknown {
  if (isBrokenCircuitError(error)) {
    return new Problem(
      `Nothing was sent: the API failed ${BREAKER_FAILURES} times in a row. Try again in ${BREAKER_PAUSE / 1000} seconds.`,
    );
  }
  if (!(error instanceof NoAnswer)) return error;
  const done = error.sent ? ' It may have carried the request out.' : '';
  return new Problem(`The API could not be reached: ${error.message}.${done} Try again later.`);
}
