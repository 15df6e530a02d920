import type { Db } from "@homeport/db";
import {
  apiKeyMark,
  createMissBudget,
  hashApiKey,
  type KeyPrincipal,
  keyInAuthorization,
  readKeyPrincipal,
  type UseRecorder,
} from "@homeport/gate";
import { addressGroup, type Clock } from "@homeport/platform";
import { AuthError } from "../errors.ts";

export interface KeyReaderOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly uses: UseRecorder;
}

export interface KeyReader {
  /**
   * Whom the key of a request stands for, read from Postgres each time; null for a request without one. Throws
   * KEY_INVALID for a key that is none, KEY_SCOPE for one that may not call the API, and TOO_MANY_TRIES for an address
   * that guesses.
   */
  read(headers: Headers, address: string | null): Promise<KeyPrincipal | null>;
}

const missesPerMinute = 60;
const maxSources = 10_000;

/** Keys of programs that call the console's API. */
export function createKeyReader({ db, clock, uses }: KeyReaderOptions): KeyReader {
  const misses = createMissBudget({ clock, missesPerMinute, maxSources });

  async function find(text: string, address: string | null): Promise<KeyPrincipal> {
    const keyHash = hashApiKey(text);
    if (keyHash === null) throw new AuthError("KEY_INVALID");
    const source = address === null ? null : addressGroup(address);
    const retryAfterMs = source === null ? 0 : misses.waitMs(source);
    if (retryAfterMs > 0) throw new AuthError("TOO_MANY_TRIES", { retryAfterMs });
    const found = await readKeyPrincipal(db.orm, { kind: "key", keyHash });
    if (found !== null) return found.principal;
    if (source !== null) misses.count(source);
    throw new AuthError("KEY_INVALID");
  }

  return {
    async read(headers, address) {
      const text = keyOf(headers);
      if (text === null) return null;
      const principal = await find(text, address);
      uses.noteKey(principal.keyId);
      if (!principal.api) throw new AuthError("KEY_SCOPE");
      return principal;
    },
  };
}

/** Two keys in one request are a malformed one: nobody can choose between them. */
function keyOf(headers: Headers): string | null {
  const sent = headers.get("x-homeport-key");
  const inAuthorization = keyInAuthorization(headers.get("authorization") ?? "");
  if (sent !== null && inAuthorization !== null) return apiKeyMark;
  return sent ?? inAuthorization;
}
