import { generateKeyPairSync, sign } from "node:crypto";
import { connectRedis, openFeed, type RedisLink } from "@homeport/coordination";
import {
  createSqlPort,
  listReplicas,
  openDb,
  openFeedConnection,
  type ReplicaFacts,
  schema,
} from "@homeport/db";
import { createAppGate, createDefaultIdentity, type GateDeps } from "@homeport/gate";
import {
  createAppRow,
  createEnrolmentCode,
  createOperationEvents,
  type EnrolledHost,
  enrollHost,
  type HostsDeps,
  type HostView,
  issueHostChallenge,
  listHosts,
  openDirectory,
  reconcilePresence,
  revokeHost,
  type TunnelOwner,
} from "@homeport/hosts";
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
import { enrolmentMessage } from "@homeport/tunnel";
import { addExternalApp, type ExternalApp } from "./add-external-app.ts";
import { addGuests, type Guest } from "./add-guests.ts";
import { admitOwner } from "./admit-owner.ts";
import {
  type AppToInstall,
  countAccessWrites,
  type InstalledApp,
  installOnHost,
} from "./install-app.ts";
import { type HostOnly, insertHosts } from "./many-hosts.ts";
import type { Owner } from "./owner.ts";

/** An enrolled host with the private key that its agent is given, PKCS 8 in PEM. */
export interface SeededHost {
  readonly enrolled: EnrolledHost;
  readonly keyPem: string;
  readonly organizationId: string;
}

/** Puts into the stores what a person would have made in the console, by the same verbs. */
export interface Seeder {
  addHost(): Promise<SeededHost>;
  /** Hosts in numbers that would take the verbs minutes; written as enrolment leaves them. */
  addManyHosts(count: number): Promise<HostOnly[]>;
  /** Makes an app; its label is its name. Answers its id. */
  addApp(host: SeededHost, app: SeededApp): Promise<string>;
  /** Makes an app that everybody may open; its label is its name. */
  addPublicApp(host: SeededHost, name: string, target: string): Promise<void>;
  /** The console's answer to `/gate/start` for the host's owner: path and query of the callback. */
  admit(host: SeededHost, state: string, appsPort: number): Promise<string>;
  /** Makes an app that a proxy of its owner's serves, its hostname proven, with a public and a private part. */
  addExternalApp(hostname: string): Promise<ExternalApp>;
  /** Adds so many guests of each kind to an app of the host's owner; members and links open it from now on. */
  addGuests(host: SeededHost, appId: string, ofEach: number): Promise<Guest[]>;
  /** How far the live replicas of an app are ahead of Postgres, as each tells of itself. */
  clockOffsets(app: ReplicaFacts["app"]): Promise<number[]>;
  /** From now on no change of a person, a credential or a rule leaves a row in the change log. */
  forgetChanges(): Promise<void>;
  /** Has the agent of a host install an app that it runs itself; writes of its last access are counted from then on. */
  installApp(host: SeededHost, app: AppToInstall): Promise<InstalledApp>;
  revokeHost(host: SeededHost): Promise<void>;
  /** Who holds tunnels of the host, as every relay would read it. */
  owners(host: SeededHost): Promise<readonly TunnelOwner[]>;
  /** The same of many at once, by host id; a host without any is absent. */
  ownersOf(hosts: readonly SeededHost[]): Promise<ReadonlyMap<string, readonly TunnelOwner[]>>;
  /** The console's list, all pages of it. */
  listed(): Promise<HostView[]>;
  /** What the worker does twice a minute: sets every host as the directory says. */
  reconcile(): Promise<void>;
  /** Redis itself, past every relay. */
  readonly redis: RedisLink["client"];
}

export interface SeededApp {
  readonly name: string;
  readonly target: string;
  readonly level: "public" | "owner";
}

/** Whose changes every relay has to learn of, for the kinds of guests. */
const toldTables = [
  "sessions",
  "app_sessions",
  "members",
  "api_keys",
  "share_links",
  "access_rules",
];

/** An organization may have a thousand. */
const hostsAnOrganization = 900;

const permissions = new Set([
  ...["host.read", "host.enroll", "host.manage"],
  ...["app.read", "app.write", "app.operate"],
]);
const facts = { os: "linux", arch: "x64", cpuCount: 2, memoryBytes: 2 ** 30 };
const appsUrl = new URL("http://localhost:8080");
const webUrl = new URL("http://localhost:3000");

export async function openSeeder(
  stores: { databaseUrl: string; redisUrl: string; secret: string },
  stack: AsyncDisposableStack,
): Promise<Seeder> {
  const metrics = createMetrics({ app: "fleet", version: "0.0.0" });
  const common = { clock: systemClock, log: silentLog, metrics };
  const url = stores.databaseUrl;
  const db = stack.use(openDb({ url, app: "fleet", ...common }));
  const connection = stack.use(openFeedConnection({ url, app: "fleet", ...common }));
  const redis = stack.use(await connectRedis({ url: stores.redisUrl, use: "main", ...common }));
  const feed = stack.use(await openFeed({ sql: createSqlPort(db, connection), redis, ...common }));
  const keys = deriveKeys(stores.secret);
  const shared = { db, feed, clock: systemClock, random: systemRandom };
  const operations = createOperationEvents(common);
  const hosts: HostsDeps = { ...shared, cursors: createCursorCodec(keys), operations };
  const gate: GateDeps = { ...shared, keys, appsUrl, webUrl };
  const directory = openDirectory({ redis: stack.use(redis.branch("directory")), metrics });
  const owners: Promise<Owner>[] = [];
  let hostCount = 0;

  function ownerForOneMore(): Promise<Owner> {
    const at = Math.floor(hostCount++ / hostsAnOrganization);
    owners[at] ??= addOwner(hosts, gate, at);
    return owners[at];
  }

  async function ownerOf({ organizationId }: SeededHost): Promise<Owner> {
    const all = await Promise.all(owners);
    const owner = all.find((one) => one.organizationId === organizationId);
    if (owner === undefined) throw new Error("the host is not of this fleet");
    return owner;
  }

  /** Each organization gets as many as it may have. */
  async function addManyHosts(count: number): Promise<HostOnly[]> {
    const added: HostOnly[] = [];
    while (added.length < count) {
      const owner = await addOwner(hosts, gate, newId());
      const some = Math.min(hostsAnOrganization, count - added.length);
      added.push(...(await insertHosts(db, owner, some)));
    }
    return added;
  }

  const ownersOf = (seeded: readonly SeededHost[]) =>
    directory.lookup(seeded.map(({ enrolled }) => enrolled.hostId));
  return {
    addHost: async () => await addHost(hosts, await ownerForOneMore()),
    addManyHosts,
    addApp: async (host, app) => addApp({ owner: await ownerOf(host), gate }, host, app),
    addGuests: async (host, appId, ofEach) =>
      addGuests({ gate, appId, owner: await ownerOf(host) }, ofEach),
    forgetChanges: async () => {
      for (const table of toldTables) {
        await db.sql.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
      }
    },
    clockOffsets: async (app) => {
      const live = (await listReplicas(db.orm)).filter(({ state }) => state === "ready");
      return live.filter((one) => one.app === app).map(({ vitals }) => vitals.clockOffsetMs ?? NaN);
    },
    addPublicApp: async (host, name, target) => {
      const app = { name, target, level: "public" } as const;
      await addApp({ owner: await ownerOf(host), gate }, host, app);
    },
    admit: async (host, state, appsPort) => {
      const { userId } = await ownerOf(host);
      return await admitOwner(gate, { userId, state, appsPort });
    },
    addExternalApp: async (hostname) => addExternalApp(gate, await ownerForOneMore(), hostname),
    installApp: async (host, app) => {
      const owner = await ownerOf(host);
      const installed = await installOnHost({ owner, gate }, host.enrolled.hostId, app);
      await installed.isSoon("stopped");
      await countAccessWrites(owner);
      return installed;
    },
    revokeHost: async (host) => revokeHost(await ownerOf(host), { hostId: host.enrolled.hostId }),
    owners: async (host) => (await ownersOf([host])).get(host.enrolled.hostId) ?? [],
    ownersOf,
    listed: async () => (await Promise.all((await Promise.all(owners)).map(listAll))).flat(),
    redis: redis.client,
    reconcile: async () =>
      void (await reconcilePresence({ db, directory, metrics, log: silentLog })),
  };
}

async function listAll(owner: Owner): Promise<HostView[]> {
  const views: HostView[] = [];
  let cursor: string | undefined;
  do {
    const page = await listHosts(owner, {
      limit: 100,
      ...(cursor === undefined ? {} : { cursor }),
    });
    views.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return views;
}

async function addOwner(hosts: HostsDeps, gate: GateDeps, at: number | string): Promise<Owner> {
  const [organizationId, userId] = [newId(), newId()];
  const email = `ada-${at}@example.org`;
  await hosts.db.orm.insert(schema.users).values({ id: userId, name: "Ada", email });
  await hosts.db.orm
    .insert(schema.organizations)
    .values({ id: organizationId, name: "Home", slug: `home-${at}` });
  await hosts.db.orm
    .insert(schema.members)
    .values({ id: newId(), organizationId, userId, role: "owner" });
  await hosts.db.system("fleet.identity", async (tx, after) => {
    await createDefaultIdentity(gate, { tx, after }, { organizationId, name: "Ada", email });
  });
  const actor: Actor = { kind: "user", userId, sessionId: newId(), name: "Ada", email };
  const request = { actor, address: "127.0.0.1", requestId: newId(), organizationId };
  return { ...hosts, ...request, permissions, userId };
}

async function addHost(hosts: HostsDeps, owner: Owner): Promise<SeededHost> {
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
  host: SeededHost,
  { level, ...app }: SeededApp,
): Promise<string> {
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
  return appId;
}
