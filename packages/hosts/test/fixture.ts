import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { type Db, migrate, openDb, schema } from "@homeport/db";
import {
  type Actor,
  createCursorCodec,
  createMetrics,
  deriveKeys,
  newId,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { freshDatabase } from "@homeport/testkit";
import { enrolmentMessage, machineMessage, rotationMessage } from "@homeport/tunnel";
import {
  createEnrolmentCode,
  type EnrolledHost,
  enrollHost,
  type HostsContext,
  type HostsDeps,
  issueHostChallenge,
  type RotateKeyInput,
} from "../src/index.ts";

export const allPermissions = new Set([
  "host.read",
  "host.enroll",
  "host.manage",
  "app.read",
  "app.write",
  "app.operate",
]);

export const facts = {
  os: "linux",
  arch: "x64",
  cpuCount: 4,
  memoryBytes: 8 * 1024 ** 3,
  agentVersion: "1.0.0",
};

/** A database of its own with this domain's dependencies over it. */
export interface HostsFixture extends AsyncDisposable {
  readonly db: Db;
  readonly deps: HostsDeps;
  /** What was announced after a commit, as `topic key`. */
  readonly announced: string[];
  /** Operations that ended, as `kind outcome`. */
  readonly ended: string[];
  /** A new organization, and its owner's context. */
  organization(): Promise<HostsContext>;
}

export async function openFixture(): Promise<HostsFixture> {
  const database = await freshDatabase({
    template: {
      key: "hosts",
      prepare: async (url) => void (await migrate({ url, log: silentLog })),
    },
  });
  const db = openDb({
    url: database.url,
    app: "test",
    clock: systemClock,
    log: silentLog,
    metrics: createMetrics({ app: "test", version: "0" }),
  });
  const announced: string[] = [];
  const ended: string[] = [];
  const deps: HostsDeps = {
    db,
    feed: {
      announce: async (topic, key) => {
        announced.push(`${topic} ${key}`);
      },
    },
    clock: systemClock,
    random: systemRandom,
    cursors: createCursorCodec(deriveKeys("a secret of at least thirty-two characters")),
    operations: { finished: (_of, { kind, outcome }) => void ended.push(`${kind} ${outcome}`) },
  };
  return {
    db,
    deps,
    announced,
    ended,
    organization: () => addOrganization(deps),
    async [Symbol.asyncDispose]() {
      await db[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

async function addOrganization(deps: HostsDeps): Promise<HostsContext> {
  const organizationId = newId();
  const userId = newId();
  const email = `${userId}@example.org`;
  await deps.db.orm.insert(schema.users).values({ id: userId, name: "Ada", email });
  await deps.db.orm
    .insert(schema.organizations)
    .values({ id: organizationId, name: "Home", slug: organizationId });
  const actor: Actor = { kind: "user", userId, sessionId: newId(), name: "Ada", email };
  const request = { actor, address: "192.0.2.7", requestId: newId(), organizationId };
  return { ...deps, ...request, permissions: allPermissions };
}

/** The same request by somebody who holds fewer words. */
export function holding(ctx: HostsContext, ...permissions: string[]): HostsContext {
  return { ...ctx, permissions: new Set(permissions) };
}

/** A request by nobody in particular, as a machine makes it. */
export function stranger(deps: HostsDeps): HostsContext {
  return {
    ...deps,
    actor: { kind: "anonymous" },
    address: null,
    requestId: newId(),
    permissions: new Set(),
  };
}

/** A machine with its key pair, as the agent has it. */
export interface TestMachine {
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

export function makeMachine(): TestMachine {
  const pair = generateKeyPairSync("ed25519");
  const publicKey = String(pair.publicKey.export({ format: "jwk" }).x);
  return { publicKey, privateKey: pair.privateKey };
}

/** A fresh challenge, signed by the machine's key. */
export async function proveMachine(
  deps: HostsDeps,
  machine: TestMachine,
): Promise<{ publicKey: string; challenge: string; signature: string }> {
  const { publicKey } = machine;
  const { challenge } = await issueHostChallenge(deps, { publicKey });
  const signature = sign(null, enrolmentMessage(challenge), machine.privateKey);
  return { publicKey, challenge, signature: signature.toString("base64url") };
}

/** The word of a machine's key that another key, which enrols by this challenge, is of the same machine. */
export function vouchFor(
  by: TestMachine,
  enrols: { publicKey: string; challenge: string },
): { publicKey: string; signature: string } {
  const message = machineMessage(Buffer.from(enrols.publicKey, "base64url"), enrols.challenge);
  const signature = sign(null, message, by.privateKey).toString("base64url");
  return { publicKey: by.publicKey, signature };
}

/** Enrols a new machine by a new code. */
export async function enrollMachine(
  ctx: HostsContext,
  options: { name?: string; mayPublish?: boolean; machine?: TestMachine } = {},
): Promise<EnrolledHost> {
  const { code } = await createEnrolmentCode(ctx, { mayPublish: options.mayPublish });
  const proof = await proveMachine(ctx, options.machine ?? makeMachine());
  return await enrollHost(stranger(ctx), { ...proof, code, name: options.name ?? "attic", facts });
}

/** The code of the error that an act is refused with; `null` when it is not refused. */
export async function refusalOf(act: Promise<unknown>): Promise<unknown> {
  const error: unknown = await act.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof Error && "code" in error ? error.code : error;
}

/** The same request by a host itself, over a tunnel of its own. */
export function asHost(deps: HostsContext, host: EnrolledHost): HostsContext {
  const { hostId, organizationId } = host;
  const actor = { kind: "host", hostId, organizationId } as const;
  return { ...deps, actor, organizationId, permissions: new Set() };
}

/** What a host sends to replace one key by another; `epoch` is that of its tunnel. */
export function signRotation(
  hostId: string,
  old: TestMachine,
  next: TestMachine,
  epoch = 1,
): RotateKeyInput {
  const message = rotationMessage({
    ...{ hostId, epoch },
    oldKey: Buffer.from(old.publicKey, "base64url"),
    newKey: Buffer.from(next.publicKey, "base64url"),
  });
  const signedBy = ({ privateKey }: TestMachine) =>
    sign(null, message, privateKey).toString("base64url");
  const { publicKey } = next;
  return { epoch, publicKey, signedByOld: signedBy(old), signedByNew: signedBy(next) };
}
