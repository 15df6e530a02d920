import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { connectRedis, createLimiter, defineRateClasses, openFeed } from "@homeport/coordination";
import { createSqlPort, migrate, openDb, openFeedConnection, schema } from "@homeport/db";
import {
  type AccessLevel,
  createAppGate,
  createDefaultIdentity,
  createExternalGate,
  type GateDeps,
} from "@homeport/gate";
import {
  createAppRow,
  createEnrolmentCode,
  createExternalAppRow,
  createOperationEvents,
  type EnrolledHost,
  enrollHost,
  type HostsContext,
  type HostsDeps,
  issueHostChallenge,
  openDirectory,
} from "@homeport/hosts";
import {
  type Actor,
  createCursorCodec,
  createMetrics,
  deriveKeys,
  type Log,
  newId,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { freshDatabase, freshRedis } from "@homeport/testkit";
import { enrolmentMessage } from "@homeport/tunnel";

export const appsUrl = new URL("http://localhost:8080");
export const webUrl = new URL("http://localhost:3000");

const permissions = new Set([
  ...["host.read", "host.enroll", "host.manage"],
  ...["app.read", "app.write", "app.operate"],
]);
export const facts = { os: "linux", arch: "x64", cpuCount: 2, memoryBytes: 2 ** 30 };

/** A machine's key pair and what became of it at enrolment. */
export interface TestHost extends EnrolledHost {
  readonly privateKey: KeyObject;
}

export interface TestStores extends AsyncDisposable, Awaited<ReturnType<typeof openStores>> {}

/** Stores of its own for one test file, with one organization and its owner. */
export async function openTestStores(options: { log?: Log } = {}): Promise<TestStores> {
  const stack = new AsyncDisposableStack();
  const stores = await openStores(stack, options.log ?? silentLog);
  return { ...stores, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function openStores(stack: AsyncDisposableStack, log: Log) {
  const database = stack.use(
    await freshDatabase({
      template: {
        key: "relay",
        prepare: async (url) => void (await migrate({ url, log: silentLog })),
      },
    }),
  );
  const redisStore = stack.use(await freshRedis());
  const metrics = createMetrics({ app: "relay", version: "0.0.0" });
  const common = { clock: systemClock, log, metrics };
  const { url } = database;
  const db = stack.use(openDb({ url, app: "test", ...common }));
  const connection = stack.use(openFeedConnection({ url, app: "test", ...common }));
  const redis = stack.use(await connectRedis({ url: redisStore.url, use: "main", ...common }));
  const feed = stack.use(await openFeed({ sql: createSqlPort(db, connection), redis, ...common }));
  const keys = deriveKeys("a secret of at least thirty-two characters");
  const shared = { db, feed, clock: systemClock, random: systemRandom };
  const operations = createOperationEvents(common);
  const hosts: HostsDeps = { ...shared, cursors: createCursorCodec(keys), operations };
  const gate: GateDeps = { ...shared, keys, appsUrl, webUrl };
  const owner = await addOwner(hosts, gate);
  return {
    ...common,
    random: systemRandom,
    databaseUrl: url,
    redisUrl: redisStore.url,
    db,
    feed,
    redis,
    keys,
    hosts,
    gate,
    owner,
    directory: openDirectory({ redis, metrics }),
    limiter: createLimiter({
      classes: defineRateClasses({ "handshake-failed": "10/s+64" }),
      maxReplicas: 1,
      ...common,
    }),
    readConnections: () => redis.connections(),
  };
}

async function addOwner(hosts: HostsDeps, gate: GateDeps): Promise<HostsContext> {
  const organizationId = newId();
  const userId = newId();
  const email = `${userId}@example.org`;
  await hosts.db.orm.insert(schema.users).values({ id: userId, name: "Ada", email });
  await hosts.db.orm
    .insert(schema.organizations)
    .values({ id: organizationId, name: "Home", slug: `home-${organizationId.slice(-8)}` });
  await hosts.db.orm
    .insert(schema.members)
    .values({ id: newId(), organizationId, userId, role: "owner" });
  await hosts.db.system("test.identity", async (tx, after) => {
    await createDefaultIdentity(gate, { tx, after }, { organizationId, name: "Home", email });
  });
  const actor: Actor = { kind: "user", userId, sessionId: newId(), name: "Ada", email };
  const request = { actor, address: "192.0.2.7", requestId: newId(), organizationId };
  return { ...hosts, ...request, permissions };
}

/** Enrols a new machine as its owner would. */
export async function addHost(
  stores: Pick<TestStores, "owner" | "hosts">,
  options: { mayPublish?: boolean } = {},
): Promise<TestHost> {
  const pair = generateKeyPairSync("ed25519");
  const publicKey = String(pair.publicKey.export({ format: "jwk" }).x);
  const { code } = await createEnrolmentCode(stores.owner, { mayPublish: options.mayPublish });
  const { challenge } = await issueHostChallenge(stores.hosts, { publicKey });
  const signature = sign(null, enrolmentMessage(challenge), pair.privateKey).toString("base64url");
  const nobody = { actor: { kind: "anonymous" }, address: null, requestId: newId() } as const;
  const enrolled = await enrollHost(
    { ...stores.hosts, ...nobody, permissions: new Set() },
    { publicKey, challenge, signature, code, facts: { ...facts, agentVersion: "0.1.0" } },
  );
  return { ...enrolled, privateKey: pair.privateKey };
}

/** Makes an app of a host; answers its id and its public host. */
export async function addApp(
  stores: Pick<TestStores, "owner" | "gate">,
  input: {
    hostId: string;
    name: string;
    target: string;
    level?: AccessLevel;
    protocol?: "http" | "tcp";
  },
): Promise<{ appId: string; host: string }> {
  const { owner, gate } = stores;
  const { actor, organizationId } = owner;
  if (actor.kind !== "user" || organizationId === undefined) throw new Error("not an owner");
  const appId = newId();
  const { name, level = "public" } = input;
  const act = { action: "app.create", target: { kind: "app", id: appId }, organizationId };
  await owner.db.write(owner, act, async (tx, after) => {
    const work = { tx, after };
    const row = { ...input, appId, organizationId, ownerUserId: actor.userId };
    await createAppRow(owner, work, { ...row, targetFrom: "declared" });
    await createAppGate(gate, work, { appId, organizationId, label: name, level });
  });
  return { appId, host: `${name}.localhost:8080` };
}

/** Makes an app that a proxy of its owner's serves, its hostname proven; answers its id. */
export async function addExternalApp(
  stores: Pick<TestStores, "owner" | "gate" | "db">,
  input: { hostname: string; level: AccessLevel },
): Promise<string> {
  const { owner, gate } = stores;
  const { actor, organizationId } = owner;
  if (actor.kind !== "user" || organizationId === undefined) throw new Error("not an owner");
  const appId = newId();
  const act = { action: "app.create", target: { kind: "app", id: appId }, organizationId };
  await owner.db.write(owner, act, async (tx, after) => {
    const work = { tx, after };
    const row = { ...input, appId, organizationId, ownerUserId: actor.userId };
    await createExternalAppRow(owner, work, row);
    await createExternalGate(gate, work, { ...input, appId, organizationId });
  });
  await stores.db.sql.query(`UPDATE app_addresses SET verified_at = now() WHERE app_id = $1`, [
    appId,
  ]);
  return appId;
}
