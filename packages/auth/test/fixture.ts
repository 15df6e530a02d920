import { createLimiter, type Feed, openFeed } from "@homeport/coordination";
import { createSqlPort, type Db, migrate, openDb, openFeedConnection } from "@homeport/db";
import {
  createMetrics,
  createSystemClock,
  deriveKeys,
  type Keys,
  type Log,
  type Stage,
  silentLog,
  systemRandom,
} from "@homeport/platform";
import { type FreshDatabase, freshDatabase } from "@homeport/testkit";
import { sql } from "drizzle-orm";
import {
  type Auth,
  actorOf,
  createAuth,
  type Mailer,
  type OperatorRule,
  resetRateClasses,
  type SignUp,
  signInRateClasses,
} from "../src/index.ts";

export const webUrl = new URL("http://localhost:3000");
export const testKeys: Keys = deriveKeys("homeport test secret, 0123456789abcdef");

/** A migrated database of its own; a copy of a template, so that it costs milliseconds. */
export function migratedDatabase(): Promise<FreshDatabase> {
  return freshDatabase({
    template: {
      key: "auth",
      prepare: async (url) => void (await migrate({ url, log: silentLog })),
    },
  });
}

/** One web process as far as sign-in is concerned: its own pool, feed, caches and limiter. */
export interface TestReplica extends AsyncDisposable {
  readonly auth: Auth;
  readonly db: Db;
  readonly feed: Feed;
  readonly log: Log;
  /** Statements that the pool has run; the feed's own connection apart. */
  queries(): Promise<number>;
}

export interface ReplicaOptions {
  readonly stage?: Stage;
  readonly signUp?: SignUp;
  readonly walletChains?: readonly number[];
  readonly operators?: OperatorRule;
  readonly keys?: Keys;
  readonly acquireMs?: number;
  readonly statementTimeoutMs?: number;
  readonly log?: Log;
  readonly mailer?: Mailer;
  /** Plants a fault in the database that sign-in and sign-out work on; a control asks for it. */
  readonly spoil?: (db: Db) => Db;
  /** How far the wall clock of its machine is ahead; better-auth alone reads the right one. */
  readonly clockOffsetMs?: number;
}

export async function startReplica(
  url: string,
  options: ReplicaOptions = {},
): Promise<TestReplica> {
  const stack = new AsyncDisposableStack();
  const deps = {
    clock: createSystemClock({ offsetMs: options.clockOffsetMs ?? 0 }),
    random: systemRandom,
    log: options.log ?? silentLog,
    metrics: createMetrics({ app: "test", version: "0" }),
  };
  const acquireMs = options.acquireMs ?? 10_000;
  const { statementTimeoutMs = 15_000 } = options;
  const db = stack.use(openDb({ url, app: "test", acquireMs, statementTimeoutMs, ...deps }));
  const connection = stack.use(openFeedConnection({ url, app: "test", ...deps }));
  const feed = stack.use(
    await openFeed({ sql: createSqlPort(db, connection), redis: null, ...deps }),
  );
  const limiter = createLimiter({
    classes: { ...signInRateClasses, ...resetRateClasses },
    maxReplicas: 1,
    ...deps,
  });
  const auth = stack.use(
    createAuth({
      db: options.spoil?.(db) ?? db,
      feed,
      limiter,
      webUrl,
      keys: options.keys ?? testKeys,
      stage: options.stage ?? "test",
      signUp: options.signUp ?? "invite",
      ...(options.walletChains === undefined ? {} : { walletChains: options.walletChains }),
      ...(options.operators === undefined ? {} : { operators: options.operators }),
      mailer: options.mailer ?? null,
      ...deps,
    }),
  );
  const counter = /^homeport_db_queries_total\{.*client="pool".*\} (\d+)$/m;
  return {
    auth,
    db,
    feed,
    log: deps.log,
    queries: async () => Number(counter.exec(await deps.metrics.text())?.[1] ?? 0),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** A browser: keeps cookies and sends them to whichever replica it talks to. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly address: string;

  constructor(address = "192.0.2.7") {
    this.address = address;
  }

  headers(): Headers {
    const headers = new Headers({ origin: webUrl.origin, "user-agent": "test browser" });
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    if (cookie !== "") headers.set("cookie", cookie);
    return headers;
  }

  async send(replica: TestReplica, method: string, path: string, body?: unknown) {
    const headers = this.headers();
    if (body !== undefined) headers.set("content-type", "application/json");
    const request = new Request(new URL(`/api/auth${path}`, webUrl), {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await replica.auth.handler(request, {
      address: this.address,
      requestId: "r1",
    });
    for (const value of answer.headers.getSetCookie()) this.keep(value);
    return answer;
  }

  keep(setCookie: string): void {
    const [pair = "", ...attributes] = setCookie.split(";");
    const at = pair.indexOf("=");
    const name = pair.slice(0, at);
    const gone = attributes.some((one) => /max-age=0$/i.test(one.trim()));
    if (gone) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(at + 1));
  }

  readSession(replica: TestReplica) {
    return replica.auth.readSession(this.headers(), { setCookie: (value) => this.keep(value) });
  }
}

export const ada = { name: "Ada", email: "ada@example.org", password: "correct horse battery" };

/** A browser in which the first person has signed up. */
export async function signedUp(replica: TestReplica): Promise<Browser> {
  const browser = new Browser();
  const answer = await browser.send(replica, "POST", "/sign-up/email", ada);
  if (!answer.ok) throw new Error(`Sign-up answered ${answer.status}: ${await answer.text()}`);
  return browser;
}

/** What verbs about a person's own ways of signing in are handed, in the session of this browser. */
export async function factorContext(replica: TestReplica, browser: Browser) {
  const actor = actorOf(await browser.readSession(replica));
  const { db, feed, log, auth } = replica;
  const { factors } = auth;
  return { actor, address: browser.address, requestId: "r1", db, feed, log, factors };
}

/** Makes every session one that showed a factor so long ago. */
export async function ageAuthentication(replica: TestReplica, ago = "16 minutes"): Promise<void> {
  await replica.db.orm.execute(
    sql.raw(`UPDATE sessions SET authenticated_at = now() - interval '${ago}'`),
  );
}

/** What a call is refused with. */
export async function codeOf(call: Promise<unknown>): Promise<string | null> {
  return await call.then(
    () => null,
    (error: unknown) => String(Reflect.get(Object(error), "code")),
  );
}
