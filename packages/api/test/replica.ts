import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import {
  type Auth,
  createAuth,
  createKeySignIn,
  type KeySignIn,
  noOperators,
  type OperatorRule,
  resetRateClasses,
  signInRateClasses,
} from "@homeport/auth";
import { type CatalogDeps, openCatalogReader } from "@homeport/catalog";
import { createLimiter, defineRateClasses, openFeed } from "@homeport/coordination";
import { createSqlPort, type Db, openDb, openFeedConnection } from "@homeport/db";
import {
  createGalleryEvents,
  type GalleryDeps,
  openPublicGallery,
  openStorage,
} from "@homeport/gallery";
import { createTxtLookup, type GateDeps } from "@homeport/gate";
import { createOperationEvents, type HostsDeps } from "@homeport/hosts";
import {
  createCursorCodec,
  createMetrics,
  deriveKeys,
  type Log,
  newId,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import {
  type ApiDeps,
  apiRateClasses,
  createApiCaller,
  createApiHandler,
  createAuditFile,
  createVaultAuditFile,
  signerDirectory,
} from "../src/index.ts";
import { openTestVaults } from "./vaults.ts";

export const webUrl = new URL("http://console.test:3000");
const noFleet = { queues: null, wakes: [], readSecretWarning: () => null };
/** What a test reads of it: a variable that is told, one that is not, and no row that is sealed. */
const configuration = {
  variables: [
    { name: "HOMEPORT_STAGE", group: "Process", origin: "default", value: "test", isSecret: false },
    { name: "HOMEPORT_SECRET", group: "Process", origin: "file", value: null, isSecret: true },
  ],
  ...{ kid: "0badc0de", previousKid: null, countSealed: async () => [] },
} satisfies ApiDeps["fleet"]["configuration"];
const defaultAppsUrl = new URL("http://apps.test:8080");

/** What rows are sealed under; a process that is started beside the replica needs it too. */
export const replicaSecret = "a test secret of at least thirty-two characters";
const keys = deriveKeys(replicaSecret);

/** One web process as far as the endpoint is concerned, on a port of its own. */
export interface Replica extends AsyncDisposable {
  readonly url: URL;
  readonly db: Db;
  readonly auth: Auth;
  /** What answers `/api/keys`. */
  readonly keySignIn: KeySignIn;
  readonly hosts: HostsDeps;
  readonly gate: GateDeps;
  /** What the endpoint stands on. */
  readonly api: ApiDeps;
  /** The record as a file. */
  readonly auditFile: ReturnType<typeof createAuditFile>;
  /** What was done to vaults, as a file. */
  readonly vaultAuditFile: ReturnType<typeof createVaultAuditFile>;
  /** Calls a query in this process. */
  readonly call: ReturnType<typeof createApiCaller>;
}

export interface ReplicaOptions {
  readonly log?: Log;
  /** Replaces the class of ordinary calls. */
  readonly apiRate?: string;
  /** Replaces other classes. */
  readonly rates?: Readonly<Record<string, string>>;
  readonly acquireMs?: number;
  readonly statementTimeoutMs?: number;
  readonly directory?: ApiDeps["directory"];
  /** Where relays are asked; nobody answers at the usual one. */
  readonly appsUrl?: URL;
  /** Who is asked for records; nobody answers unless told. */
  readonly dnsServer?: string;
  /** Nobody operates it unless told. */
  readonly operators?: OperatorRule;
  readonly fleet?: Omit<ApiDeps["fleet"], "configuration">;
}

export async function startReplica(url: string, options: ReplicaOptions = {}): Promise<Replica> {
  const stack = new AsyncDisposableStack();
  const { log = silentLog, acquireMs = 10_000, statementTimeoutMs = 15_000 } = options;
  const shared = {
    clock: systemClock,
    random: systemRandom,
    log,
    metrics: createMetrics({ app: "test", version: "0" }),
  };
  const db = stack.use(openDb({ url, app: "test", acquireMs, statementTimeoutMs, ...shared }));
  const connection = stack.use(openFeedConnection({ url, app: "test", ...shared }));
  const feed = stack.use(
    await openFeed({ sql: createSqlPort(db, connection), redis: null, ...shared }),
  );
  const limiter = createLimiter({
    classes: {
      ...signInRateClasses,
      ...resetRateClasses,
      ...apiRateClasses,
      ...(options.apiRate === undefined ? {} : defineRateClasses({ api: options.apiRate })),
      ...defineRateClasses(options.rates ?? {}),
    },
    maxReplicas: 1,
    ...shared,
  });
  const auth = stack.use(
    createAuth({
      db,
      feed,
      limiter,
      keys,
      webUrl,
      stage: "test",
      signUp: "open",
      mailer: null,
      ...shared,
    }),
  );
  const operations = createOperationEvents(shared);
  const hosts: HostsDeps = { db, feed, cursors: createCursorCodec(keys), operations, ...shared };
  const { directory = null, appsUrl = defaultAppsUrl } = options;
  const gate: GateDeps = { db, feed, keys, appsUrl, webUrl, ...shared };
  const servers = [options.dnsServer ?? "127.0.0.1:1"];
  const lookUpTxt = createTxtLookup({ servers, deadlineMs: 500 });
  const { operators = noOperators, fleet = noFleet } = options;
  const storage = await openStorage(
    { kind: "local-folder", url: undefined },
    tmpdir(),
    systemRandom,
  );
  const gallery: GalleryDeps = {
    ...{ db, storage, cursors: hosts.cursors, maxUploadBytes: 1_000_000 },
    wakeWork: async () => undefined,
    events: createGalleryEvents(shared),
    ...shared,
  };
  const { metrics } = shared;
  const vaults = await openTestVaults({ db, feed, keys, ...shared });
  const reader = stack.use(
    openCatalogReader({
      ...{ ...shared, db, feed, replicaId: "test", appVersion: "0" },
      events: { applied: () => undefined, refused: () => undefined },
    }),
  );
  const catalog: CatalogDeps = { db, reader, cursors: hosts.cursors, clock: shared.clock };
  const publicGallery = stack.use(openPublicGallery(gallery, { feed, metrics }));
  const edges = {
    gallery,
    publicGallery,
    catalog,
    wakeCatalog: async () => undefined,
    catalogWrites: true,
    vaults,
    directory,
    auth,
    hosts,
    gate,
    lookUpTxt,
    operators,
    fleet: { ...fleet, configuration },
  };
  const api: ApiDeps = { db, feed, ...edges, limiter, log, webUrl, appsUrl };
  const handle = createApiHandler(api);
  const server = createServer((req, res) => {
    const peer = { address: "192.0.2.7", requestId: newId() };
    void handle(req, res, peer);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  stack.defer(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    url: new URL(`http://127.0.0.1:${portOf(server.address())}`),
    db,
    auth,
    keySignIn: createKeySignIn({
      db,
      webUrl,
      limiter,
      signers: signerDirectory(vaults),
      ...shared,
    }),
    hosts,
    gate,
    api,
    auditFile: createAuditFile(api),
    vaultAuditFile: createVaultAuditFile(api),
    call: createApiCaller(api),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return address.port;
}
