import { generateKeyPairSync, sign } from "node:crypto";
import { connectRedis, openFeed } from "@homeport/coordination";
import { createSqlPort, openDb, openFeedConnection, schema } from "@homeport/db";
import { createAppGate, createDefaultIdentity, type GateDeps, issueTicket } from "@homeport/gate";
import {
  createAppRow,
  createEnrolmentCode,
  type EnrolledHost,
  enrollHost,
  type HostsContext,
  type HostsDeps,
  issueHostChallenge,
} from "@homeport/hosts";
import {
  type Actor,
  createCursorCodec,
  createMetrics,
  deriveKeys,
  newId,
  newToken,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { enrolmentMessage } from "@homeport/tunnel";

/** An enrolled host with the private key that its agent is given, PKCS 8 in PEM. */
export interface BenchHost {
  readonly enrolled: EnrolledHost;
  readonly keyPem: string;
  readonly organizationId: string;
}

/** Puts into the stores what a person would have made in the console, by the same verbs. */
export interface Seeder {
  addHost(): Promise<BenchHost>;
  addApp(host: BenchHost, app: BenchApp): Promise<void>;
  /** The console's answer to `/gate/start` for the owner: path and query of the callback. */
  admit(state: string, relayPort: number): Promise<string>;
}

export interface BenchApp {
  readonly name: string;
  readonly target: string;
  readonly level: "public" | "owner";
}

const permissions = new Set(["host.read", "host.enroll", "host.manage", "app.read", "app.write"]);
const facts = { os: "linux", arch: "x64", cpuCount: 2, memoryBytes: 2 ** 30 };
const appsUrl = new URL("http://localhost:8080");
const sessionLifeMs = 3_600_000;
const webUrl = new URL("http://localhost:3000");

export async function openSeeder(
  stores: { databaseUrl: string; redisUrl: string; secret: string },
  stack: AsyncDisposableStack,
): Promise<Seeder> {
  const metrics = createMetrics({ app: "bench", version: "0.0.0" });
  const common = { clock: systemClock, log: silentLog, metrics };
  const url = stores.databaseUrl;
  const db = stack.use(openDb({ url, app: "bench", ...common }));
  const connection = stack.use(openFeedConnection({ url, app: "bench", ...common }));
  const redis = stack.use(await connectRedis({ url: stores.redisUrl, use: "main", ...common }));
  const feed = stack.use(await openFeed({ sql: createSqlPort(db, connection), redis, ...common }));
  const keys = deriveKeys(stores.secret);
  const shared = { db, feed, clock: systemClock, random: systemRandom };
  const hosts: HostsDeps = { ...shared, cursors: createCursorCodec(keys) };
  const gate: GateDeps = { ...shared, keys, appsUrl, webUrl };
  const owner = await addOwner(hosts, gate);
  return {
    addHost: () => addHost(hosts, owner),
    addApp: (host, app) => addApp({ owner, gate }, host, app),
    admit: (state, relayPort) => admit({ owner, gate }, state, relayPort),
  };
}

type Owner = HostsContext & { organizationId: string; userId: string };

async function addOwner(hosts: HostsDeps, gate: GateDeps): Promise<Owner> {
  const [organizationId, userId] = [newId(), newId()];
  const email = "bench@example.org";
  await hosts.db.orm.insert(schema.users).values({ id: userId, name: "Bench", email });
  await hosts.db.orm
    .insert(schema.organizations)
    .values({ id: organizationId, name: "Bench", slug: "bench" });
  await hosts.db.orm
    .insert(schema.members)
    .values({ id: newId(), organizationId, userId, role: "owner" });
  await hosts.db.system("bench.identity", async (tx, after) => {
    await createDefaultIdentity(gate, { tx, after }, { organizationId, name: "Bench", email });
  });
  const actor: Actor = { kind: "user", userId, sessionId: newId(), name: "Bench", email };
  const request = { actor, address: "127.0.0.1", requestId: newId(), organizationId };
  return { ...hosts, ...request, permissions, userId };
}

async function addHost(hosts: HostsDeps, owner: Owner): Promise<BenchHost> {
  const pair = generateKeyPairSync("ed25519");
  const publicKey = String(pair.publicKey.export({ format: "jwk" }).x);
  const { code } = await createEnrolmentCode(owner, { mayPublish: true });
  const { challenge } = await issueHostChallenge(hosts, { publicKey });
  const signature = sign(null, enrolmentMessage(challenge), pair.privateKey).toString("base64url");
  const nobody = { actor: { kind: "anonymous" }, address: null, requestId: newId() } as const;
  const enrolled = await enrollHost(
    { ...hosts, ...nobody, permissions: new Set() },
    { publicKey, challenge, signature, code, facts: { ...facts, agentVersion: "0.1.0" } },
  );
  const keyPem = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return { enrolled, keyPem, organizationId: owner.organizationId };
}

async function addApp(
  { owner, gate }: { owner: Owner; gate: GateDeps },
  host: BenchHost,
  { level, ...app }: BenchApp,
): Promise<void> {
  const appId = newId();
  const { organizationId, userId } = owner;
  const act = { action: "app.create", target: { kind: "app", id: appId }, organizationId };
  await owner.db.write(owner, act, async (tx, after) => {
    const work = { tx, after };
    const { hostId } = host.enrolled;
    const row = { ...app, appId, hostId, organizationId, ownerUserId: userId };
    await createAppRow(owner, work, { ...row, targetFrom: "declared" });
    await createAppGate(gate, work, { appId, organizationId, label: app.name, level });
  });
}

async function admit(
  { owner, gate }: { owner: Owner; gate: GateDeps },
  state: string,
  relayPort: number,
): Promise<string> {
  const { userId } = owner;
  const sessionId = newId();
  const expiresAt = new Date(systemClock.nowMs() + sessionLifeMs);
  await owner.db.orm
    .insert(schema.sessions)
    .values({ id: sessionId, token: newToken(), userId, expiresAt });
  const ownGate = { ...gate, appsUrl: new URL(`http://localhost:${relayPort}`) };
  const step = await issueTicket(ownGate, { state, session: { sessionId, userId } });
  if (step.kind !== "redirect") throw new Error(`the console answered ${step.kind}`);
  const { pathname, search } = new URL(step.location);
  return `${pathname}${search}`;
}
