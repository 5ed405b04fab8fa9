// SPDX-License-Identifier: Apache-2.0

/**
 * Something that kept a call from being made or answered, told in words for the model: what is
 * wrong and what to do about it. Everything else that is thrown is a fault of this server.
 */
export class Problem extends Error {
  override readonly name: string = 'Problem';
}
