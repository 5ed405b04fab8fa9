// SPDX-License-Identifier: Apache-2.0
// Declares only what the template uses, so that it can be type-checked without npm.

export declare class OTLPTraceExporter { shutdown(): Promise<void> }
