// SPDX-License-Identifier: Apache-2.0

// The shape of operations.json, the data this server is made of, and how it is read.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type JsonObject = Record<string, unknown>;

export interface ServerIdentity {
  name: string;
  title?: string;
  version: string;
  instructions?: string;
}

export interface ServerVariable {
  default: string;
  /** The allowed values; absent means any. */
  values?: string[];
  /** The environment variable that overrides the default. */
  variable: string;
}

export interface ServerAddress {
  url: string;
  variables?: Record<string, ServerVariable>;
}

export type SecurityScheme =
  | { kind: 'apiKey'; in: 'header' | 'query' | 'cookie'; name: string; variables: string[] }
  | { kind: 'basic'; variables: string[] }
  | { kind: 'bearer'; variables: string[] }
  | { kind: 'unsupported'; reason: string; variables: string[] };

export type ParameterPlace = 'path' | 'query' | 'header' | 'cookie';

export type Style =
  | 'simple'
  | 'label'
  | 'matrix'
  | 'form'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'deepObject';

export interface Parameter {
  argument: string;
  name: string;
  in: ParameterPlace;
  required?: boolean;
  style?: Style;
  explode?: boolean;
  allowReserved?: boolean;
  /** Set for parameters that carry a document instead of a styled value. */
  contentType?: string;
}

export interface FieldEncoding {
  style?: Style;
  explode?: boolean;
  allowReserved?: boolean;
  contentType?: string;
  binary?: boolean;
}

export interface Body {
  contentType: string;
  required?: boolean;
  /** The whole body is this one argument … */
  argument?: string;
  /** … or the body is an object made of these arguments. */
  fields?: { argument: string; name: string }[];
  encoding?: Record<string, FieldEncoding>;
}

export interface RequestPlan {
  method: string;
  path: string;
  /** Index into `servers`. */
  server: number;
  parameters: Parameter[];
  body?: Body | null;
  accept?: string;
  /** Alternatives, each a list of schemes that are needed together. */
  security: string[][];
  idempotent: boolean;
  result?: 'json' | 'text' | 'none';
}

export interface ToolDefinition {
  name: string;
  title?: string;
  description?: string;
  inputSchema: JsonObject;
  outputSchema?: JsonObject;
  annotations?: JsonObject;
}

export interface Operation {
  tool: ToolDefinition;
  request: RequestPlan;
}

export interface Operations {
  format: 1;
  server: ServerIdentity;
  /** Prefix of every environment variable this server reads. */
  environment: string;
  /** How clients reach it when nothing else is said. */
  transport?: 'stdio' | 'http';
  servers: ServerAddress[];
  schemes: Record<string, SecurityScheme>;
  operations: Operation[];
}

/** The member of that name, or undefined. Never one that the object inherits, such as `constructor`. */
export function own<Value>(object: Record<string, Value>, name: string): Value | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The project's folder. This file lies in src/ when run as it is and in dist/src/ when built. */
export function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) {
    folder = dirname(folder);
  }
  return folder;
}

export function readOperations(file = join(projectFolder(), 'operations.json')): Operations {
  const data = JSON.parse(readFileSync(file, 'utf8')) as Operations;
  if (data.format !== 1) {
    throw new Error(`${file} has format ${String(data.format)}; this server reads format 1.`);
  }
  return data;
}
