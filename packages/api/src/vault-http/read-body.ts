import { createHash } from "node:crypto";
import { VaultsError } from "@homeport/vaults";
import type { VaultRequest } from "./exchange.ts";

/** The most that any body here takes. */
export const maxBodyBytes = 2 * 1024 * 1024;

export interface RequestBody {
  readonly bytes: Uint8Array;
  readonly sha256: Uint8Array;
}

/** Reads a body whole, hashed as it comes. Throws TOO_LARGE before it holds more than its limit. */
export async function readBody(request: VaultRequest): Promise<RequestBody> {
  const hash = createHash("sha256");
  const parts: Uint8Array[] = [];
  let length = 0;
  if (request.body !== null) {
    for await (const part of request.body) {
      length += part.length;
      if (length > maxBodyBytes) {
        throw new VaultsError("TOO_LARGE", { details: { maxBytes: maxBodyBytes } });
      }
      hash.update(part);
      parts.push(part);
    }
  }
  return { bytes: Buffer.concat(parts, length), sha256: hash.digest() };
}
