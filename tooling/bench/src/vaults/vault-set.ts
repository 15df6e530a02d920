import { createHash } from "node:crypto";
import { newId } from "@homeport/platform";
import {
  createVault,
  createVaultInput,
  nodePrimitives,
  type VaultsContext,
} from "@homeport/vaults";
import {
  type PreparedDelta,
  prepareCreation,
  prepareDelta,
  printHash,
  toBase64Url,
  type VaultVersion,
  writeRequestText,
} from "@homeport/vaults/core";
import type { Device } from "./device.ts";
import { inFlight } from "./in-flight.ts";

/** One signed change, ready to be sent. */
export interface Move {
  readonly at: number;
  readonly prepared: PreparedDelta;
  readonly timestampMs: number;
  readonly path: string;
  readonly body: string;
  readonly requestText: string;
  readonly requestSignature: string;
}

export interface VaultSetPlan {
  readonly count: number;
  readonly stateBytes: number;
  readonly source: "self" | "memory";
  readonly signers: readonly [Device, ...Device[]];
  /** Which authority signed requests name. */
  readonly authority: string;
}

const utf8 = new TextEncoder();
const createdAtOnce = 16;

/** Vaults of the bench with the versions that they are at: whoever moves one says so with `moved`. */
export class VaultSet {
  readonly versions: VaultVersion[] = [];
  readonly #plan: VaultSetPlan;
  #turn = 0;
  #step = 0;

  constructor(plan: VaultSetPlan) {
    this.#plan = plan;
  }

  /** Makes them by the very verb that a web process runs. */
  async create(ctx: VaultsContext): Promise<void> {
    const { count } = this.#plan;
    await inFlight(createdAtOnce, count, async () => {
      this.versions.push(await this.#createOne(ctx));
    });
  }

  async #createOne(ctx: VaultsContext): Promise<VaultVersion> {
    const { signers, stateBytes, source } = this.#plan;
    const [creator] = signers;
    const roster = {
      threshold: 1,
      signers: signers.map(({ id }) => ({ id, role: "voter" as const, label: "Bench" })),
    };
    const payload = utf8.encode(JSON.stringify({ n: 0, text: "x".repeat(stateBytes - 20) }));
    const vault = { vaultId: newId(), mode: "json" as const, roster, payload };
    const made = prepareCreation(nodePrimitives, vault, 1_048_576);
    const input = createVaultInput.parse({
      ...{ id: vault.vaultId, name: "Bench", mode: "json", source: { kind: source }, ...roster },
      next: printHash(made.next.commitment),
      payloadBase64: toBase64Url(payload),
      signatures: [{ signerId: creator.id, signature: creator.sign(made.signingText) }],
    });
    await createVault(ctx, { signerId: creator.id, timestampMs: Date.now() }, input);
    return made.next;
  }

  /** So many changes, each of another vault, which go on from where their vaults are now. */
  prepare(count: number): Move[] {
    const all = Math.min(count, this.versions.length);
    return Array.from({ length: all }, () => {
      this.#turn = (this.#turn + 1) % this.versions.length;
      return this.#moveOf(this.#turn, this.#at(this.#turn));
    });
  }

  /** So many changes of one vault, each of which goes on from the one before. */
  prepareChain(at: number, count: number): Move[] {
    const moves: Move[] = [];
    for (
      let from = this.#at(at);
      moves.length < count;
      from = moves.at(-1)?.prepared.next ?? from
    ) {
      moves.push(this.#moveOf(at, from));
    }
    return moves;
  }

  moved({ at, prepared }: Move): void {
    this.versions[at] = prepared.next;
  }

  #at(at: number): VaultVersion {
    const version = this.versions[at];
    if (version === undefined) throw new Error(`there is no vault ${at}`);
    return version;
  }

  #moveOf(at: number, from: VaultVersion): Move {
    const [device] = this.#plan.signers;
    this.#step += 1;
    const kind = "json-patch@1";
    const payload = utf8.encode(JSON.stringify([{ op: "replace", path: "/n", value: this.#step }]));
    const prepared = prepareDelta(nodePrimitives, from, { kind, payload }, 1_048_576);
    const { nonce, commitment } = prepared.next;
    const body = JSON.stringify({
      ...{ nonce, kind, prev: printHash(prepared.prev), next: printHash(commitment) },
      payloadBase64: toBase64Url(payload),
      signatures: [{ signerId: device.id, signature: device.sign(prepared.signingText) }],
    });
    const path = `/api/v1/vaults/${from.vaultId}/deltas`;
    const timestampMs = Date.now();
    const requestText = requestTextOf(device, {
      ...{ method: "POST", path, vaultId: from.vaultId, body, timestampMs },
      authority: this.#plan.authority,
    });
    const requestSignature = device.sign(requestText);
    return { at, prepared, timestampMs, path, body, requestText, requestSignature };
  }
}

export interface SignedAsk {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly vaultId: string;
  readonly body: string;
  readonly timestampMs: number;
  readonly authority: string;
}

/** The text by which a device signs a request. */
export function requestTextOf({ id }: Device, ask: SignedAsk): string {
  return writeRequestText({
    ...{ method: ask.method, authority: ask.authority, path: ask.path, query: "" },
    ...{ vaultId: ask.vaultId, signerId: id, timestampMs: ask.timestampMs },
    bodySha256: createHash("sha256").update(ask.body).digest(),
  });
}
