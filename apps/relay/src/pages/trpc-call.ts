/** A call of a typed client, as far as its errors need to know. */
export interface TrpcCall {
  /** The procedures that are called, in order; one unless it is a batch. */
  readonly paths: readonly string[];
  readonly batch: boolean;
}

/** Each call of a batch gets an envelope in the answer, which a stranger may ask for. */
const maxCalls = 100;

/** Reads a target whose path begins with `/trpc`; null for any other, and for a batch of over 100 calls. */
export function readTrpcCall(target: string): TrpcCall | null {
  const [path = "", query = ""] = target.split("?", 2);
  if (path !== "/trpc" && !path.startsWith("/trpc/")) return null;
  const named = path.slice("/trpc/".length);
  if (new URLSearchParams(query).get("batch") !== "1") {
    return { paths: [decoded(named)], batch: false };
  }
  const names = named.split(",", maxCalls + 1);
  return names.length > maxCalls ? null : { paths: names.map(decoded), batch: true };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
