import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  makeVault,
  move,
  moveOf,
  openFixture,
  proposalOf,
  requestBy,
  rosterOf,
  type VaultsFixture,
} from "../../test/fixture.ts";
import { testDevice } from "../../test/signing.ts";
import { age, look, type Shown, show, workerOf } from "../../test/source-world.ts";
import type { VaultVersion } from "../core/index.ts";
import {
  abandonDelta,
  expireVaults,
  openProposal,
  pauseVault,
  readEvents,
  renameVault,
  restoreProposal,
  retractProposal,
  signProposal,
  submitDelta,
  unpauseVault,
  type VaultsContext,
  vaultEventTypes,
  verifyVaults,
} from "../index.ts";

const folder = fileURLToPath(new URL("../../events/", import.meta.url));
const fileOf = (type: string) => `${folder}${type}.json`;

let fixture: VaultsFixture;
let ctx: VaultsContext;
/** The first event of each type that the stories below have made, as a reader is sent it. */
const told = new Map<string, unknown>();

beforeAll(async () => {
  fixture = await openFixture();
  ctx = {
    ...fixture.ctx,
    permissions: new Set(["vault.read", "vault.create", "vault.manage", "vault.pause"]),
  };
  for (const story of [moved, proposed, waited, givenUp, ahead, damaged]) {
    const { vaultId } = await story();
    const { events } = await readEvents(ctx, { vaultId, afterSeq: 0, limit: 500 });
    for (const event of events) if (!told.has(event.type)) told.set(event.type, plain(event));
  }
});
afterAll(() => fixture[Symbol.asyncDispose]());

const [ann, bob] = [testDevice(1), testDevice(2)];
const still = { signal: new AbortController().signal };

async function moved(): Promise<VaultVersion> {
  const first = await makeVault(ctx, { roster: rosterOf(1, [ann, bob]) });
  const { vaultId } = first;
  await renameVault(ctx, { vaultId, name: "Notes of the house" });
  await pauseVault(ctx, { vaultId, reason: "A device was lost" });
  await unpauseVault(ctx, { vaultId, reason: "It was found" });
  const payload = JSON.stringify(rosterOf(1, [ann]));
  const head = await move(ctx, first, { kind: "roster@1", payload });
  await move(ctx, head, { kind: "release@1", payload: "{}" });
  return first;
}

async function proposed(): Promise<VaultVersion> {
  const first = await makeVault(ctx, { roster: rosterOf(2, [ann, bob]), sourceKind: "memory" });
  const one = proposalOf(first, { payload: '{"n":1}' });
  const act = () => ({ ...one.act, proposalId: one.proposalId, request: requestBy(ann) });
  await openProposal(ctx, one.act);
  await retractProposal(ctx, act());
  await restoreProposal(ctx, act());
  const late = proposalOf(first, { payload: '{"n":2}' });
  await openProposal(ctx, late.act);
  await fixture.db.sql.query("update vault_proposals set expires_at = now() where id = $1", [
    late.proposalId,
  ]);
  await expireVaults(workerOf(fixture), still);
  await signProposal(ctx, one.signedBy(bob));
  await show(fixture, first, { version: one.prepared.next });
  await look(workerOf(fixture), first);
  return first;
}

/** Looks once for each answer, each time long enough after the last look for this one to count. */
async function lookFor(first: VaultVersion, ...answers: Shown[]): Promise<void> {
  for (const answer of answers) {
    await show(fixture, first, answer);
    await age(fixture, first, 61_000);
    await look(workerOf(fixture), first);
  }
}

async function waiting() {
  const first = await makeVault(ctx, { sourceKind: "memory" });
  const { prepared, submission } = moveOf(first);
  const { deltaId } = await submitDelta(ctx, submission);
  return { first, deltaId, next: prepared.next };
}

async function waited(): Promise<VaultVersion> {
  const { first, next } = await waiting();
  await lookFor(first, "unavailable", { version: first }, { version: next });
  return first;
}

async function givenUp(): Promise<VaultVersion> {
  const { first, deltaId } = await waiting();
  await abandonDelta(ctx, { vaultId: first.vaultId, deltaId, request: requestBy(ann) });
  await lookFor(first, "absent", "absent", "absent");
  return first;
}

async function ahead(): Promise<VaultVersion> {
  const { first } = await waiting();
  const unknown = moveOf(first, { payload: '{"n":9}' }).prepared.next;
  const other = { version: unknown };
  await lookFor(first, other, other, other);
  return first;
}

async function damaged(): Promise<VaultVersion> {
  const first = await makeVault(ctx);
  await fixture.db.sql.query("update vault_states set bytes = '{}' where vault_id = $1", [
    first.vaultId,
  ]);
  await verifyVaults(ctx, still);
  return first;
}

/** What differs from run to run has its kind in its place. */
function plain(event: unknown): unknown {
  const text = JSON.stringify(event)
    .replace(/"at":"\d{4}-[^"]*Z"/, '"at":"<instant>"')
    .replace(/"seq":\d+/, '"seq":"<number>"')
    .replace(/ed25519:[0-9a-f]{64}/g, "<signer>")
    .replace(/0x[0-9a-f]{64}/g, "<hash>")
    .replace(/"[0-9a-f]{64}"/g, '"<proposal>"')
    .replace(/"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f-]{17}"/g, '"<id>"');
  return JSON.parse(text);
}

test.each(vaultEventTypes)("%s is what its golden file shows", (type) => {
  expect(existsSync(fileOf(type)), "a type without a golden file").toBe(true);
  expect(told.get(type)).toEqual(JSON.parse(readFileSync(fileOf(type), "utf8")));
});

test("a golden file of no type is none", () => {
  const files = readdirSync(folder).map((name) => name.replace(/\.json$/, ""));
  expect(files.sort()).toEqual([...vaultEventTypes].sort());
});
