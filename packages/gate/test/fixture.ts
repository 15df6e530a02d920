import { connectRedis, type Feed, openFeed } from "@homeport/coordination";
import {
  createSqlPort,
  type Db,
  migrate,
  openDb,
  openFeedConnection,
  registerReplica,
  schema,
} from "@homeport/db";
import {
  type Clock,
  createMetrics,
  deriveKeys,
  type Metrics,
  newId,
  newToken,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { freshDatabase, waitFor } from "@homeport/testkit";
import { sql } from "drizzle-orm";
import {
  type AccessLevel,
  type Admission,
  createAppGate,
  createDefaultIdentity,
  createGate,
  type Gate,
  type GateAnswer,
  type GateContext,
  type GateDeps,
  type GateLimits,
  gatePermissions,
  issueTicket,
} from "../src/index.ts";

export const keys = deriveKeys("homeport test secret, 0123456789abcdef");
export const appsUrl = new URL("http://localhost:8080");
export const webUrl = new URL("http://localhost:3000");

export const navigation = ["Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"] as const;

/** One relay as far as the gate is concerned: its own pool, feed, snapshot and caches. */
export interface TestRelay extends AsyncDisposable {
  readonly gate: Gate;
  readonly db: Db;
  readonly feed: Feed;
  readonly deps: GateDeps;
  /** Statements that the pool has run; the feed's own connection apart. */
  queries(): Promise<number>;
  visit(hostname: string, target: string, options?: VisitOptions): Promise<Admission>;
}

export interface VisitOptions {
  readonly method?: string;
  readonly headers?: readonly string[];
  readonly upgrade?: boolean;
  readonly address?: string | null;
}

export interface RelayOptions {
  readonly limits?: Partial<GateLimits>;
  readonly poolMax?: number;
  readonly acquireMs?: number;
  readonly clock?: Clock;
  /** Between the gate and the feed, to hold announcements back. */
  readonly throughFeed?: (feed: Feed) => Feed;
  /** Carries announcements faster; without it there is the change log. */
  readonly redisUrl?: string;
  /** Stands in the registry, and tells there what its snapshot has taken in. */
  readonly registered?: boolean;
}

export function migratedDatabase() {
  return freshDatabase({
    template: {
      key: "gate",
      prepare: async (url) => void (await migrate({ url, log: silentLog })),
    },
  });
}

export async function startRelay(url: string, options: RelayOptions = {}): Promise<TestRelay> {
  const stack = new AsyncDisposableStack();
  const metrics: Metrics = createMetrics({ app: "test", version: "0" });
  const shared = { random: systemRandom, log: silentLog, metrics };
  const deps = { ...shared, clock: options.clock ?? systemClock };
  const { poolMax = 20, acquireMs = 10_000 } = options;
  const db = stack.use(
    openDb({ url, app: "test", poolMax, acquireMs, ...shared, clock: systemClock }),
  );
  const connection = stack.use(
    openFeedConnection({ url, app: "test", ...shared, clock: systemClock }),
  );
  const { redisUrl } = options;
  const redis =
    redisUrl === undefined
      ? null
      : stack.use(
          await connectRedis({ url: redisUrl, use: "main", ...shared, clock: systemClock }),
        );
  const feed = stack.use(
    await openFeed({
      sql: createSqlPort(db, connection),
      redis,
      ...shared,
      clock: systemClock,
    }),
  );
  const gateDeps: GateDeps = { ...deps, db, feed, keys, appsUrl, webUrl };
  const heard = options.throughFeed?.(feed) ?? feed;
  const gate = stack.use(
    createGate({ ...deps, ...gateDeps, feed: heard, limits: options.limits ?? {} }),
  );
  await gate.whenReady(AbortSignal.timeout(10_000));
  if (options.registered === true) {
    const replica = stack.use(
      await registerReplica({
        ...{ id: newId(), app: "relay", version: "0", hostname: "test", pid: 1, opsUrl: null },
        ...{ capacity: 1, poolMax, schemaVersion: "0", sql: connection, ...shared },
        clock: systemClock,
        isStrict: false,
        readState: () => "ready",
        readVitals: gate.vitals,
        onDrainAsked: () => undefined,
      }),
    );
    gate.onSwap(() => void replica.beat());
  }
  return {
    gate,
    db,
    feed,
    deps: gateDeps,
    async queries() {
      const line = /^homeport_db_queries_total\{.*client="pool".*\} (\d+)$/m.exec(
        await metrics.text(),
      );
      return Number(line?.[1] ?? 0);
    },
    visit: (hostname, target, visit = {}) =>
      gate.admit({
        method: visit.method ?? "GET",
        target,
        rawHeaders: ["Host", `${hostname}:8080`, ...(visit.headers ?? navigation)],
        upgrade: visit.upgrade ?? false,
        address: visit.address === undefined ? "192.0.2.7" : visit.address,
        requestId: "r1",
      }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

export interface TestPerson {
  readonly userId: string;
  readonly sessionId: string;
}

export interface TestApp {
  readonly appId: string;
  readonly organizationId: string;
  readonly hostname: string;
}

/** A person with a live session, and a place in an organization unless the role is null. */
export async function addPerson(
  db: Db,
  organizationId: string,
  role: string | null,
  name = "Ada",
): Promise<TestPerson> {
  const userId = newId();
  const sessionId = newId();
  await db.orm.insert(schema.users).values({ id: userId, name, email: `${userId}@example.org` });
  if (role !== null) {
    await db.orm.insert(schema.members).values({ id: newId(), organizationId, userId, role });
  }
  await db.orm.insert(schema.sessions).values({
    id: sessionId,
    token: newToken(),
    userId,
    expiresAt: sql`now() + interval '7 days'` as unknown as Date,
  });
  return { userId, sessionId };
}

export async function addOrganization(deps: GateDeps): Promise<string> {
  const id = newId();
  await deps.db.orm.insert(schema.organizations).values({ id, name: "Home", slug: `home-${id}` });
  await deps.db.system("test", (tx, after) =>
    createDefaultIdentity(deps, { tx, after }, { organizationId: id, name: "Ada", email: null }),
  );
  return id;
}

export async function addApp(
  deps: GateDeps,
  organizationId: string,
  name: string,
  level: AccessLevel,
  ownerUserId: string | null = null,
): Promise<TestApp> {
  const [machineId, hostId, appId] = [newId(), newId(), newId()];
  const address = await deps.db.system("test", async (tx, after) => {
    await tx.insert(schema.machines).values({ id: machineId, name: "box" });
    await tx.insert(schema.hosts).values({ id: hostId, organizationId, machineId });
    const row = { id: appId, organizationId, hostId, name, title: name, ownerUserId };
    await tx.insert(schema.apps).values(row);
    await tx.insert(schema.appDeliveries).values({ appId, target: "http://127.0.0.1:9" });
    return await createAppGate(deps, { tx, after }, { appId, organizationId, label: name, level });
  });
  return { appId, organizationId, hostname: address.hostname };
}

/** The context of somebody who may do everything in an organization. */
export function ownerContext(deps: GateDeps, organizationId: string, userId = "u1"): GateContext {
  return {
    ...deps,
    organizationId,
    actor: { kind: "user", userId, sessionId: "s1", name: "Ada", email: "ada@example.org" },
    address: null,
    requestId: "r1",
    permissions: new Set(gatePermissions),
  };
}

/** Fields of an answer by lower-case name; `Set-Cookie` as often as it came. */
export function fieldsOf(answer: GateAnswer, name: string): string[] {
  return answer.headers.filter(
    (_, at) => at % 2 === 1 && answer.headers[at - 1]?.toLowerCase() === name,
  );
}

export function answerOf(admission: Admission): GateAnswer {
  if (admission.kind !== "answer") throw new Error(`It passed: ${admission.code}`);
  return admission;
}

export function cookiePair(setCookie: string): string {
  return setCookie.split(";")[0] ?? "";
}

/** What `/gate/start` was handed: the state of a redirect, and the cookie that came with it. */
export function startOf(admission: Admission): { state: string; preCookie: string } {
  const answer = answerOf(admission);
  const location = new URL(fieldsOf(answer, "location")[0] ?? "");
  return {
    state: location.searchParams.get("s") ?? "",
    preCookie: cookiePair(fieldsOf(answer, "set-cookie")[0] ?? ""),
  };
}

/** The path and query of the callback that the console sends a browser to. */
export async function callbackOf(
  deps: GateDeps,
  state: string,
  person: TestPerson,
): Promise<string> {
  const step = await issueTicket(deps, { state, session: person });
  if (step.kind !== "redirect") throw new Error(`No ticket: ${JSON.stringify(step)}`);
  const location = new URL(step.location);
  return location.pathname + location.search;
}

/** Signs a person in to an app, all the way; answers the headers of their next request. */
export async function signIn(
  relay: TestRelay,
  app: TestApp,
  person: TestPerson,
  path = "/",
): Promise<readonly string[]> {
  const { state, preCookie } = startOf(await relay.visit(app.hostname, path));
  const callback = await callbackOf(relay.deps, state, person);
  const back = answerOf(
    await relay.visit(app.hostname, callback, { headers: [...navigation, "Cookie", preCookie] }),
  );
  if (back.status !== 303) throw new Error(`The callback answered ${back.status}`);
  return [...navigation, "Cookie", cookiePair(fieldsOf(back, "set-cookie")[0] ?? "")];
}

export interface World extends AsyncDisposable {
  readonly relay: TestRelay;
  readonly url: string;
  readonly organizationId: string;
  readonly owner: TestPerson;
}

/** A database with one organization and its owner, and a relay over it; `url` names one that is migrated already. */
export async function openWorld(options: RelayOptions & { url?: string } = {}): Promise<World> {
  const stack = new AsyncDisposableStack();
  const url = options.url ?? stack.use(await migratedDatabase()).url;
  const relay = stack.use(await startRelay(url, options));
  const organizationId = await addOrganization(relay.deps);
  const owner = await addPerson(relay.db, organizationId, "owner");
  return {
    relay,
    organizationId,
    owner,
    url,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Resolves once the feed has read everything from the change log that is committed now. */
export async function afterTail({ feed }: TestRelay): Promise<void> {
  // A read that is under way may have begun too early; the one after it has not.
  for (let read = 0; read < 2; read += 1) {
    const startedAtMs = performance.now();
    await waitFor(() => feed.status().lastTailAgeMs < performance.now() - startedAtMs, {
      deadlineMs: 10_000,
    });
  }
}

/** An app of this world, known to its relay. */
export async function openApp(
  world: World,
  name: string,
  level: AccessLevel,
  ownerUserId: string | null = null,
): Promise<TestApp> {
  const app = await addApp(world.relay.deps, world.organizationId, name, level, ownerUserId);
  const deadlineMs = performance.now() + 5_000;
  while (!world.relay.gate.current().byHostname.has(app.hostname)) {
    if (performance.now() > deadlineMs) throw new Error("The app never came into the snapshot");
    await systemClock.sleep(5);
  }
  return app;
}
