// SPDX-License-Identifier: Apache-2.0
// Declares only what the template uses, so that it can be type-checked without npm.

export type Schema = { [keyword: string]: unknown };
export interface OutputUnit { keyword: string; keywordLocation: string; instanceLocation: string; error: string }
export declare class Validator {
  constructor(schema: Schema | boolean, draft?: '4' | '7' | '2019-09' | '2020-12', shortCircuit?: boolean);
  validate(value: unknown): { valid: boolean; errors: OutputUnit[] };
}
