import { execFile } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { freshDatabase, freshRedis, type SpawnedApp, spawnApp, waitFor } from "@homeport/testkit";

export const secret = "homeport test secret, 0123456789abcdef";
export const webUrl = "http://console.test";
export const appsUrl = "http://apps.test:8080";

const appFolder = fileURLToPath(new URL("..", import.meta.url));
const entry = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** A whole web process on stores of its own, and what a test asks of it. */
export interface TestWeb extends AsyncDisposable {
  app: SpawnedApp;
  databaseUrl: string;
  /** Variables of the stores that another replica of it shares. */
  stores: Record<string, string>;
  /** Its public address. */
  url: string;
  /** Where this replica listens. */
  own: string;
  /** Sends a request to the public listener; redirects are not followed. */
  ask(target: string, init?: RequestInit): Promise<Response>;
  askOps(path: string): Promise<Response>;
  /** Makes the owner account and answers its Cookie header. */
  signUp(): Promise<string>;
}

const buildWithinMs = 170_000;

/**
 * Pages are served from their build, which is made here when nobody has made it. Test files run beside each
 * other: the first one builds, the others wait for it.
 */
export async function buildPages(): Promise<void> {
  // All workers of one run have the same parent, so a run that was killed blocks no later one.
  const builder = join(tmpdir(), `homeport-pages-${process.ppid}`);
  const isBuilt = () => existsSync(`${appFolder}.next/BUILD_ID`) && !existsSync(builder);
  if (isBuilt()) {
    return;
  }
  if (!claim(builder)) {
    const what = "the build of the pages by another test file";
    await waitFor(async () => isBuilt(), {
      deadlineMs: buildWithinMs,
      what,
    });
    return;
  }
  try {
    await build();
  } finally {
    rmSync(builder, { recursive: true, force: true });
  }
}

/** Whether the folder was made here: of several processes one makes it. */
function claim(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

async function build(): Promise<void> {
  const next = `${appFolder}node_modules/next/dist/bin/next`;
  await promisify(execFile)(process.execPath, [next, "build"], {
    cwd: appFolder,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
}

/**
 * With `atItsPort` its public address is the one that it listens at, so that any program can reach it; with `stores` it is
 * another replica on those.
 */
export async function startWeb(
  env: Record<string, string> = {},
  options: { atItsPort?: boolean; stores?: TestWeb["stores"] } = {},
): Promise<TestWeb> {
  const { atItsPort = false } = options;
  const stack = new AsyncDisposableStack();
  const stores = options.stores ?? (await openStores(stack));
  const [port, opsPort] = [await freePort(), await freePort()];
  const url = atItsPort ? `http://127.0.0.1:${port}` : webUrl;
  const app = stack.use(
    spawnApp({
      entry,
      cwd: appFolder,
      env: {
        HOMEPORT_STAGE: "test",
        HOMEPORT_SECRET: secret,
        HOMEPORT_WEB_URL: url,
        HOMEPORT_APPS_URL: appsUrl,
        HOMEPORT_WEB_ADDR: `127.0.0.1:${port}`,
        HOMEPORT_OPS_ADDR: `127.0.0.1:${opsPort}`,
        HOMEPORT_EMBEDDED: "database,redis",
        ...stores,
        ...env,
      },
    }),
  );
  const askOps = (path: string) => fetch(`http://127.0.0.1:${opsPort}${path}`);
  try {
    await untilReady(app, async () => (await askOps("/readyz")).ok);
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
  const ask = (target: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${port}${target}`, { redirect: "manual", ...init });
  return {
    app,
    databaseUrl: stores["DATABASE_URL"] ?? "",
    stores,
    url,
    own: `http://127.0.0.1:${port}`,
    ask,
    askOps,
    signUp: () => signUp(ask, url),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function openStores(stack: AsyncDisposableStack): Promise<TestWeb["stores"]> {
  const database = stack.use(await freshDatabase());
  const redis = stack.use(await freshRedis());
  const storage = await mkdtemp(join(tmpdir(), "homeport-web-"));
  stack.defer(() => rm(storage, { recursive: true, force: true }));
  return {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    HOMEPORT_STORAGE: pathToFileURL(storage).href,
  };
}

/** Rejects with what the process said when it ends instead. */
async function untilReady(app: SpawnedApp, isReady: () => Promise<boolean>): Promise<void> {
  const ended = app.exited.then(({ code }) => {
    throw new Error(`web exited with ${code}:\n${app.lines.join("\n")}`);
  });
  const ready = waitFor(isReady, { deadlineMs: 20_000, everyMs: 50, what: "web to be ready" });
  await Promise.race([ready, ended]);
}

/** Runs the program with an environment that it is to refuse, and answers its exit code and what it said. */
export async function refusedStart(env: Record<string, string>) {
  await using app = spawnApp({ entry, cwd: appFolder, env });
  const { code } = await app.exited;
  return { code, lines: app.lines };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof bound === "object" && bound !== null ? bound.port : 0;
}

async function signUp(ask: TestWeb["ask"], origin: string): Promise<string> {
  const answer = await ask("/api/auth/sign-up/email", {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify({
      name: "Owner",
      email: "owner@example.org",
      password: "correct horse battery",
    }),
  });
  if (!answer.ok) {
    throw new Error(`Sign-up was refused: ${await answer.text()}`);
  }
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";", 1)[0] ?? "");
  return cookies.filter((cookie) => !cookie.endsWith("=")).join("; ");
}
