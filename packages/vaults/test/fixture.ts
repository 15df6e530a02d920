import { type Db, migrate, openDb } from "@homeport/db";
import {
  createCursorCodec,
  createMetrics,
  deriveKeys,
  newId,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { freshDatabase } from "@homeport/testkit";
import {
  type PreparedDelta,
  prepareCreation,
  prepareDelta,
  printHash,
  type Roster,
  type Signer,
  toBase64Url,
  type VaultVersion,
} from "../src/core/index.ts";
import {
  createPreparer,
  createVault,
  createVaultInput,
  createVaultsEvents,
  memorySource,
  nodePrimitives,
  openProposalInput,
  openServerKey,
  type SourceKind,
  type Submission,
  submitDelta,
  submitDeltaInput,
  type VaultsContext,
  type VaultsDeps,
} from "../src/index.ts";
import { type TestSigner, testDevice } from "./signing.ts";

export const keys = deriveKeys("a secret of at least thirty-two characters");

export interface VaultsFixture extends AsyncDisposable {
  readonly url: string;
  readonly db: Db;
  readonly ctx: VaultsContext;
  /** Vaults, as often as each was announced, and asked to be looked at. */
  readonly announced: string[];
  readonly woken: string[];
}

export async function openFixture(): Promise<VaultsFixture> {
  const database = await freshDatabase({
    template: {
      key: "vaults",
      prepare: async (url) => void (await migrate({ url, log: silentLog })),
    },
  });
  const metrics = createMetrics({ app: "test", version: "0" });
  const db = openDb({
    url: database.url,
    app: "test",
    clock: systemClock,
    log: silentLog,
    metrics,
  });
  const parts = { db, clock: systemClock, random: systemRandom, primitives: nodePrimitives };
  const preparer = createPreparer(nodePrimitives);
  const announced: string[] = [];
  const woken: string[] = [];
  const deps: VaultsDeps = {
    ...{ ...parts, preparer },
    server: await openServerKey({ ...parts, keys }),
    sources: new Map([["memory", memorySource(db.sql)]]),
    cursors: createCursorCodec(keys),
    events: createVaultsEvents({ log: silentLog, metrics }),
    feed: { announce: async (_topic, key) => void announced.push(key) },
    wakeVault: async (vaultId) => void woken.push(vaultId),
    stateMaxBytes: 262_144,
    freshnessMs: 300_000,
    maxProposals: 20,
    retainedMs: 86_400_000,
    reconcileMs: 60_000,
  };
  const actor = { kind: "user", userId: newId(), sessionId: newId(), name: "Ann", email: "a@b.c" };
  const ctx: VaultsContext = {
    ...deps,
    ...{ actor: { ...actor, kind: "user" }, address: null, requestId: newId() },
    organizationId: newId(),
    permissions: new Set(["vault.read", "vault.create"]),
  };
  return {
    url: database.url,
    db,
    ctx,
    announced,
    woken,
    async [Symbol.asyncDispose]() {
      await db[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

let lastMs = 0;

/** A time for a request: now, and later than every one before. */
export function nextTimeMs(): number {
  lastMs = Math.max(Date.now(), lastMs + 1);
  return lastMs;
}

export function rosterOf(
  threshold: number,
  voters: readonly TestSigner[],
  others: readonly Signer[] = [],
): Roster {
  const signers = voters.map(({ id }): Signer => ({ id, role: "voter", label: "Somebody" }));
  return { threshold, signers: [...signers, ...others] };
}

export interface TestVaultOptions {
  readonly sourceKind?: SourceKind;
  /** What else the source is told. */
  readonly source?: Readonly<Record<string, unknown>>;
  readonly roster?: Roster;
  readonly payload?: string;
  readonly id?: string;
  readonly creator?: TestSigner;
}

const utf8 = new TextEncoder();

/** What a client sends to create a vault. */
export function creationOf(options: TestVaultOptions = {}) {
  const creator = options.creator ?? testDevice(1);
  const roster = options.roster ?? rosterOf(1, [testDevice(1), testDevice(2)]);
  const payload = utf8.encode(options.payload ?? '{"n":0}');
  const vaultId = options.id ?? newId();
  const prepared = prepareCreation(nodePrimitives, { vaultId, mode: "json", roster, payload });
  const body = {
    ...{ id: vaultId, name: "Notes", mode: "json" },
    source: { kind: options.sourceKind ?? "self", ...options.source },
    ...roster,
    next: printHash(prepared.next.commitment),
    payloadBase64: toBase64Url(payload),
    signatures: [{ signerId: creator.id, signature: creator.sign(prepared.signingText) }],
  };
  const request = { signerId: creator.id, timestampMs: nextTimeMs() };
  return { prepared, request, input: createVaultInput.parse(body) };
}

/** A vault that exists, at its first version. */
export async function makeVault(
  ctx: VaultsContext,
  options: TestVaultOptions = {},
): Promise<VaultVersion> {
  const { prepared, request, input } = creationOf(options);
  await createVault(ctx, request, input);
  return prepared.next;
}

export interface MoveOptions {
  readonly kind?: string;
  readonly payload?: string;
  readonly by?: TestSigner;
  readonly signers?: readonly TestSigner[];
  readonly timestampMs?: number;
}

/** A submission that bears its own time. */
export interface TimedSubmission extends Submission {
  readonly request: { readonly signerId: string; readonly timestampMs: number };
}

/** What a client sends to move a vault on from a version. */
export function moveOf(
  from: VaultVersion,
  options: MoveOptions = {},
): { readonly prepared: PreparedDelta; readonly submission: TimedSubmission } {
  const by = options.by ?? testDevice(1);
  const kind = options.kind ?? "merge-patch@1";
  const payload = utf8.encode(options.payload ?? '{"n":1}');
  const prepared = prepareDelta(nodePrimitives, from, { kind, payload });
  const signatures = (options.signers ?? [by]).map(({ id, sign }) => ({
    signerId: id,
    signature: sign(prepared.signingText),
  }));
  const input = submitDeltaInput.parse({
    ...{ nonce: prepared.next.nonce, kind, prev: printHash(prepared.prev) },
    next: printHash(prepared.next.commitment),
    payloadBase64: toBase64Url(payload),
    signatures,
  });
  const request = { signerId: by.id, timestampMs: options.timestampMs ?? nextTimeMs() };
  return { prepared, submission: { vaultId: from.vaultId, request, input } };
}

/** Moves a vault on; the version that it is at then, if nothing outside has a say. */
export async function move(
  ctx: VaultsDeps,
  from: VaultVersion,
  options: MoveOptions = {},
): Promise<VaultVersion> {
  const { prepared, submission } = moveOf(from, options);
  await submitDelta(ctx, submission);
  return prepared.next;
}

/** A signed request by somebody, now. */
export function requestBy(signer: TestSigner) {
  return { signerId: signer.id, timestampMs: nextTimeMs() };
}

export interface ProposeOptions extends MoveOptions {
  readonly note?: string;
  readonly expiresInMs?: number;
}

/** What a client sends to propose a move, and the text that the others sign. */
export function proposalOf(from: VaultVersion, options: ProposeOptions = {}) {
  const { prepared, submission } = moveOf(from, options);
  const { note, expiresInMs } = options;
  const input = openProposalInput.parse({
    ...{ nonce: prepared.next.nonce, kind: prepared.kind, prev: printHash(prepared.prev) },
    next: printHash(prepared.next.commitment),
    payloadBase64: toBase64Url(prepared.payload),
    signatures: submission.input.signatures,
    ...(note === undefined ? {} : { note }),
    ...(expiresInMs === undefined ? {} : { expiresInMs }),
  });
  const proposalId = Buffer.from(prepared.digest).toString("hex");
  const { vaultId, request } = submission;
  /** What another signer sends to sign it. */
  const signedBy = (signer: TestSigner) => ({
    ...{ vaultId, proposalId, request: requestBy(signer) },
    input: { signerId: signer.id, signature: signer.sign(prepared.signingText) },
  });
  return { prepared, proposalId, act: { vaultId, request, input }, signedBy };
}

/** What came of a submission, in a word. */
export async function outcomeOf(ctx: VaultsDeps, submission: Submission): Promise<string> {
  try {
    const { isNew } = await submitDelta(ctx, submission);
    return isNew ? "accepted" : "stored";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "fault";
  }
}
