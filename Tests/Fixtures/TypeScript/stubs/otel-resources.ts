// SPDX-License-Identifier: Apache-2.0
// Declares only what the template uses, so that it can be type-checked without npm.

export interface Resource { merge(other: Resource | null): Resource }
export interface ResourceDetector { detect(): unknown }
export declare function resourceFromAttributes(attributes: Record<string, string>): Resource;
export declare function detectResources(config: { detectors: ResourceDetector[] }): Resource;
export declare const envDetector: ResourceDetector;
