import { createHash, timingSafeEqual } from "node:crypto";

export function sha256(input: string | Uint8Array): Buffer {
  return createHash("sha256").update(input).digest();
}

/**
 * Compares two secrets without telling by its time where they differ. Both sides are hashed first,
 * so different lengths take the same path.
 */
export function constantTimeEqual(left: string | Uint8Array, right: string | Uint8Array): boolean {
  return timingSafeEqual(sha256(left), sha256(right));
}
