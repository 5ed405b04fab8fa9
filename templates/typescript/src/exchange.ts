// SPDX-License-Identifier: Apache-2.0

// One request on the network and its answer, read up to a limit.

import type { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { Problem } from './problem.ts';

export interface Wire {
  origin: string;
  /** Path and query, exactly as they are to be written. */
  target: string;
  method: string;
  headers: [name: string, value: string][];
  body?: Uint8Array | undefined;
  /** The most bytes of an answer that are read. */
  limit: number;
}

export interface Answer {
  status: number;
  /** By their names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
  /** The answer went on past the limit; `body` is its beginning. */
  cutOff: boolean;
}

export type Exchange = (wire: Wire, signal: AbortSignal) => Promise<Answer>;

/**
 * Not fetch: that parses the address and rewrites parts of it (a step `%2e%2e` climbs, an
 * apostrophe in a query is encoded) and decompresses without a bound. This writes the target as it
 * is, follows no redirect and keeps no cookie.
 */
export function exchangeWith(dispatcher: Dispatcher): Exchange {
  return async (wire, signal) => {
    const { statusCode, headers, body } = await dispatcher
      .request({
        origin: wire.origin,
        path: wire.target,
        method: wire.method as Dispatcher.HttpMethod,
        headers: [...wire.headers, ['accept-encoding', 'gzip']].flat(),
        body: wire.body ?? null,
        signal,
        // The signal bounds the whole attempt, which may be longer than the defaults of these.
        headersTimeout: 0,
        bodyTimeout: 0,
      })
      .catch(refuseImpossible);
    const flat = flatHeaders(headers);
    const stream = decompressed(body, flat['content-encoding'], signal);
    return { status: statusCode, headers: flat, ...(await readUpTo(stream, wire.limit)) };
  };
}

/** undici refuses what is no valid HTTP before it sends anything. */
function refuseImpossible(error: Error & { code?: string }): never {
  if (error.code !== 'UND_ERR_INVALID_ARG') throw error;
  throw new Problem('Nothing was sent: the arguments do not make a valid HTTP request.');
}

function flatHeaders(headers: Record<string, string | string[] | undefined>): Answer['headers'] {
  const flat: Answer['headers'] = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = [value].flat().join(', ');
  }
  return flat;
}

function decompressed(body: Readable, coding = 'identity', signal: AbortSignal): Readable {
  const decoder = decoderOf(coding.trim().toLowerCase());
  if (decoder === undefined) return body;
  // Without these, a broken connection would leave the decoder waiting for ever, and a decoder
  // that is given up would leave the connection open.
  body.on('error', (error) => decoder.destroy(error));
  decoder.on('close', () => body.destroy());
  signal.addEventListener('abort', () => decoder.destroy(signal.reason), { once: true });
  return body.pipe(decoder);
}

function decoderOf(coding: string) {
  if (coding === 'gzip' || coding === 'x-gzip') return createGunzip();
  return coding === 'deflate' ? createInflate() : undefined;
}

/** Stops reading at the limit, which counts decompressed bytes. */
async function readUpTo(stream: Readable, limit: number) {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    // Leaving the loop destroys the stream, and with it the connection.
    if (size > limit) break;
  }
  return { body: Buffer.concat(chunks).subarray(0, limit), cutOff: size > limit };
}

/** The milliseconds that Retry-After asks for, given as seconds or as a date. */
export function askedWait(answer: Answer, now = Date.now()): number | undefined {
  const text = answer.headers['retry-after']?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text.slice(0, 9)) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
