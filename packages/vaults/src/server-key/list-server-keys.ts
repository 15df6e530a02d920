import type { VaultsDeps } from "../context.ts";
import { toBase64Url } from "../core/index.ts";
import { selectKeys } from "./store.ts";

/** A key with which this installation acknowledges, or did; whoever pins one follows the successions from it. */
export interface ServerKeyView {
  readonly id: string;
  readonly publicKey: string;
  readonly createdAtMs: number;
  readonly retiredAtMs: number | null;
  readonly successionSignature: string | null;
}

/** All of them, the oldest first. Anybody may read them. */
export async function listServerKeys({ db }: Pick<VaultsDeps, "db">): Promise<ServerKeyView[]> {
  const rows = await selectKeys(db.orm);
  return rows.map(({ id, publicKey, createdAtMs, retiredAt, successionSignature }) => ({
    ...{ id, publicKey: toBase64Url(publicKey), createdAtMs },
    retiredAtMs: retiredAt?.getTime() ?? null,
    successionSignature: successionSignature === null ? null : toBase64Url(successionSignature),
  }));
}
