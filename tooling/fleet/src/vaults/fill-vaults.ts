import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import type { Db } from "@homeport/db";
import {
  createCursorCodec,
  createMetrics,
  deriveKeys,
  newId,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import {
  createPreparer,
  createVault,
  createVaultInput,
  createVaultsEvents,
  memorySource,
  nodePrimitives,
  openServerKey,
  submitDelta,
  submitDeltaInput,
  type VaultsContext,
} from "@homeport/vaults";
import { prepareCreation, prepareDelta, printHash, toBase64Url } from "@homeport/vaults/core";
import { writeScript } from "./store.ts";

const keys = deriveKeys("a secret of the fleet of at least 32 characters");
const atATime = 8;

/** Any key will do; this one is the same in every run. */
const der = Buffer.concat([
  Buffer.from("302e020100300506032b657004220420", "hex"),
  Buffer.alloc(32, 7),
]);
const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
const publicKey = createPublicKey(privateKey).export({ format: "der", type: "spki" }).subarray(-32);
const signerId = `ed25519:${publicKey.toString("hex")}`;

export interface VaultFiller {
  /** Makes vaults whose first delta waits, and will be seen to have landed after some looks. */
  fill(count: number): Promise<void>;
  readonly ctx: VaultsContext;
}

/** Fills a store with vaults by the very verbs that a web process runs. */
export async function createVaultFiller(db: Db): Promise<VaultFiller> {
  const metrics = createMetrics({ app: "fleet", version: "0.0.0" });
  const base = { db, clock: systemClock, random: systemRandom, primitives: nodePrimitives };
  const ctx: VaultsContext = {
    ...base,
    preparer: createPreparer(nodePrimitives),
    server: await openServerKey({ ...base, keys }),
    sources: new Map([["memory", memorySource(db.sql)]]),
    cursors: createCursorCodec(keys),
    events: createVaultsEvents({ log: silentLog, metrics }),
    feed: { announce: async () => undefined },
    wakeVault: async () => undefined,
    ...{ stateMaxBytes: 262_144, freshnessMs: 300_000, maxProposals: 20, retainedMs: 86_400_000 },
    reconcileMs: 60_000,
    ...{ actor: { kind: "system", name: "fleet" }, address: null, requestId: newId() },
    ...{ organizationId: newId(), permissions: new Set(["vault.read", "vault.create"]) },
  };

  async function fillOne(misses: number): Promise<void> {
    const request = { signerId, timestampMs: Date.now() };
    const roster = {
      ...{ threshold: 1, signers: [{ id: signerId, role: "voter" as const, label: "Fleet" }] },
    };
    const creation = prepareCreation(nodePrimitives, {
      ...{ vaultId: newId(), mode: "json", roster, payload: Buffer.from("{}") },
    });
    const { vaultId } = creation.next;
    await createVault(
      ctx,
      request,
      createVaultInput.parse({
        ...{ id: vaultId, name: "Fleet", mode: "json", source: { kind: "memory" }, ...roster },
        next: printHash(creation.next.commitment),
        payloadBase64: toBase64Url(creation.payload),
        signatures: [signed(creation.signingText)],
      }),
    );
    const payload = Buffer.from('{"n":1}');
    const delta = prepareDelta(nodePrimitives, creation.next, { kind: "merge-patch@1", payload });
    const commitment = printHash(delta.next.commitment);
    await writeScript(db.sql, vaultId, { misses, commitment });
    const input = submitDeltaInput.parse({
      ...{ nonce: 1, kind: "merge-patch@1", prev: printHash(delta.prev), next: commitment },
      payloadBase64: toBase64Url(payload),
      signatures: [signed(delta.signingText)],
    });
    await submitDelta(ctx, {
      ...{ vaultId, input },
      request: { signerId, timestampMs: request.timestampMs + 1 },
    });
  }

  return {
    ctx,
    async fill(count) {
      for (let from = 0; from < count; from += atATime) {
        const here = Math.min(atATime, count - from);
        await Promise.all(Array.from({ length: here }, (_, at) => fillOne(at % 3)));
      }
    },
  };
}

function signed(text: string) {
  return { signerId, signature: toBase64Url(sign(null, Buffer.from(text), privateKey)) };
}
