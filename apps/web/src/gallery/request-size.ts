const usualBytes = 8 * 1024 * 1024;
const leastBytes = 256 * 1024;
const name = "homeport.upload-request-bytes";

/** Where a browser keeps what it has learnt about the way to this console. */
type Memory = Pick<Storage, "getItem" | "setItem">;

/** How large requests may be on the way to this console: a proxy before it may take less than Homeport does. */
export function readRequestBytes(memory: Memory): number {
  const kept = Number(memory.getItem(name));
  return kept >= leastBytes && kept < usualBytes ? kept : usualBytes;
}

/**
 * What to send after this answer to a request of so many bytes: half of it for a 413 that is not Homeport's own, which
 * is remembered; null for everything else, and where nothing smaller is tried.
 */
export function halveRequest(
  memory: Memory,
  answer: { status: number; isOurs: boolean },
  sentBytes: number,
): number | null {
  if (answer.status !== 413 || answer.isOurs || sentBytes <= leastBytes) return null;
  const halved = Math.max(leastBytes, Math.floor(sentBytes / 2));
  memory.setItem(name, String(halved));
  return halved;
}
