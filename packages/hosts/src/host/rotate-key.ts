import type { Tx } from "@homeport/db";
import { newId } from "@homeport/platform";
import { rotationMessage, verifyProof } from "@homeport/tunnel";
import type { HostsContext } from "../context.ts";
import { readPublicKey } from "../enrolment/proof.ts";
import { findHostByKey, lockKey } from "../enrolment/store.ts";
import { HostsError } from "../errors.ts";
import { findKeys, type KeyRow, replaceActiveKey } from "./key-store.ts";
import { lockHost } from "./store.ts";

/** Key and signatures are base64url; both signatures are over `rotationMessage`. */
export interface RotateKeyInput {
  /** Of the tunnel over which the host asked. */
  epoch: number;
  publicKey: string;
  signedByOld: string;
  signedByNew: string;
}

export interface RotatedKey {
  /** Until then, by the store's clock, the old key still opens tunnels. */
  oldKeyNotAfter: Date;
  /** False when the new key was active already. */
  rotated: boolean;
}

const retiringMs = 10 * 60_000;
/** Former keys that are looked at: more of them live at once is more than any host needs. */
const maxFormerKeys = 8;

/**
 * Gives the acting host a new key, proved by its active key and by the new one. The same change again answers what
 * the first one did, whatever became of the old key since: so an answer that got lost is asked for again. Throws
 * PROOF_INVALID, KEY_IN_USE, KEYS_ROTATED_TOO_OFTEN, HOST_REVOKED and HOST_NOT_FOUND.
 */
export async function rotateHostKey(ctx: HostsContext, input: RotateKeyInput): Promise<RotatedKey> {
  const { actor, organizationId } = ctx;
  if (actor.kind !== "host" || organizationId === undefined) throw new HostsError("NOT_PERMITTED");
  const { hostId } = actor;
  const newKey = readPublicKey(input.publicKey);
  if (newKey === null) throw new HostsError("PROOF_INVALID");
  const act = { action: "host.rotate-key", target: { kind: "host", id: hostId }, organizationId };
  return await ctx.db.write(ctx, act, async (tx, scope) => {
    // An enrolment with this key, and another rotation of this host, wait for this one's end.
    await lockKey(tx, newKey);
    const host = await lockHost(tx, organizationId, hostId);
    if (host === null) throw new HostsError("HOST_NOT_FOUND");
    if (host.status === "revoked") throw new HostsError("HOST_REVOKED");
    const keys = await findKeys(tx, hostId, maxFormerKeys + 1);
    const isProven = (key: KeyRow) => isProvenBy(key.publicKey, newKey, hostId, input);
    const active = keys.find(({ status }) => status === "active");
    if (active?.publicKey.equals(newKey)) {
      scope.note({ repeated: true });
      return repeated(keys.filter((key) => key !== active).find(isProven));
    }
    if (active === undefined || !isProven(active)) throw new HostsError("PROOF_INVALID");
    if (keys.filter(({ live }) => live).length > maxFormerKeys) {
      throw new HostsError("KEYS_ROTATED_TOO_OFTEN");
    }
    const rotated = await replace(ctx, tx, { hostId, active, newKey });
    scope.commit(() => ctx.feed.announce("host", hostId));
    return rotated;
  });
}

function isProvenBy(
  oldKey: Buffer,
  newKey: Buffer,
  hostId: string,
  input: RotateKeyInput,
): boolean {
  const message = rotationMessage({ hostId, epoch: input.epoch, oldKey, newKey });
  const signedBy = (key: Buffer, signature: string) =>
    verifyProof(key, { message, signature: Buffer.from(signature, "base64url") });
  return signedBy(oldKey, input.signedByOld) && signedBy(newKey, input.signedByNew);
}

function repeated(old: KeyRow | undefined): RotatedKey {
  if (old === undefined || old.notAfter === null) throw new HostsError("PROOF_INVALID");
  return { oldKeyNotAfter: old.notAfter, rotated: false };
}

async function replace(
  ctx: HostsContext,
  tx: Tx,
  change: { hostId: string; active: KeyRow; newKey: Buffer },
): Promise<RotatedKey> {
  const { hostId, active, newKey } = change;
  if ((await findHostByKey(tx, newKey)) !== null) throw new HostsError("KEY_IN_USE");
  const newKeyId = newId(ctx.clock.nowMs(), ctx.random);
  const ids = { hostId, oldKeyId: active.id, newKeyId };
  const oldKeyNotAfter = await replaceActiveKey(tx, { ...ids, publicKey: newKey }, retiringMs);
  if (oldKeyNotAfter === null) throw new HostsError("PROOF_INVALID");
  return { oldKeyNotAfter, rotated: true };
}
