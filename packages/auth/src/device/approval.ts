import type { Reader } from "@homeport/db";
import { selectApproval } from "./store.ts";

/** What a program's session takes from the one that approved it. */
export interface Approval {
  readonly assurance: number;
  readonly authenticatedAt: Date;
}

/**
 * The standing of the session that approved a code; null once that session has ended, or when it has not given the
 * second factor that its person has by now. Then the program gets nothing.
 */
export async function readApproval(db: Reader, body: unknown): Promise<Approval | null> {
  const code: unknown =
    typeof body === "object" && body !== null ? Reflect.get(body, "device_code") : null;
  return typeof code === "string" ? await selectApproval(db, code) : null;
}
