import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHomeportClient } from "@homeport/client";
import { type Db, openDb, schema } from "@homeport/db";
import { expireOperations } from "@homeport/hosts";
import { createMetrics, newId, silentLog, systemClock } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { runHomeport } from "./run-homeport.ts";
import { buildPages, startWeb, type TestWeb } from "./start-web.ts";

let stack: AsyncDisposableStack;
let web: TestWeb;
let db: Db;
let token: string;
let home: string;
beforeAll(async () => {
  stack = new AsyncDisposableStack();
  await buildPages();
  web = stack.use(await startWeb({}, { atItsPort: true }));
  token = decodeURIComponent(/session_token=([^;]+)/.exec(await web.signUp())?.[1] ?? "");
  const tools = { log: silentLog, metrics: createMetrics({ app: "test", version: "0" }) };
  db = stack.use(openDb({ url: web.databaseUrl, app: "test", clock: systemClock, ...tools }));
  home = await mkdtemp(join(tmpdir(), "homeport-command-"));
  stack.defer(() => rm(home, { recursive: true }));
  await fillHost();
}, 180_000);
afterAll(() => stack.disposeAsync());

const manifest = {
  ...{ version: 1, name: "clock", title: "Clock", runtime: "process" },
  process: { argv: ["/bin/true"] },
};

/** A host that is there, as its relay says, with an app that speaks HTTP, one that does not, and one that it runs. */
async function fillHost(): Promise<void> {
  const console = createHomeportClient({ baseUrl: web.url, token });
  const [organization] = await db.orm.select().from(schema.organizations);
  const [machineId, hostId] = [newId(), newId()];
  const organizationId = organization?.id ?? "";
  await db.orm.insert(schema.machines).values({ id: machineId, name: "attic" });
  await db.orm.insert(schema.hosts).values({ id: hostId, organizationId, machineId });
  await db.orm.insert(schema.hostPresence).values({ hostId, online: true, since: new Date() });
  const app = { carrier: "tunnel", hostId, level: "members" } as const;
  await console.apps.create.mutate({ ...app, name: "notes", target: "3000" });
  await console.apps.create.mutate({ ...app, name: "shell", target: "tcp://127.0.0.1:22" });
  await console.apps.install.mutate({ hostId, manifest, level: "owner", start: false });
}

const told = z.object({ code: z.string(), message: z.string(), remedy: z.string().min(1) });

/** Runs a command as the signed-in person. */
function homeport(args: readonly string[], typed?: string) {
  const env = { HOMEPORT_HOME: home, HOMEPORT_URL: web.url, HOMEPORT_TOKEN: token };
  return runHomeport([...args, "--json"], env, typed);
}

/** Runs one that is refused; answers how it ended and what it said. */
async function refused(args: readonly string[], typed?: string) {
  const ran = await homeport(args, typed);
  // What it asked of whoever sits there stands before the error.
  const { error } = z
    .object({ error: told })
    .parse(JSON.parse(ran.stderr.slice(ran.stderr.indexOf("{"))));
  return { exitCode: ran.code, stdout: ran.stdout, ...error };
}

describe("the command of somebody who is signed in", () => {
  test.concurrent.for([
    [
      ["connect", "notes", "--local", "0"],
      ["APP_SPEAKS_HTTP", "This app speaks HTTP. (notes)"],
    ],
    [
      ["share", "shell"],
      [
        "APP_SPEAKS_NO_HTTP",
        "This app speaks no HTTP, so no browser can open a link to it. (shell)",
      ],
    ],
  ] as const)("refuses %j with %j", async ([args, [code, message]]) => {
    expect(await refused(args)).toMatchObject({ exitCode: 1, stdout: "", code, message });
  });

  test("installs nothing on a host that is not there", async () => {
    const file = join(home, "clock.json");
    await writeFile(file, JSON.stringify(manifest));
    expect(await refused(["apps", "install", "--file", file, "--host", "cellar"])).toMatchObject({
      ...{ exitCode: 1, stdout: "", code: "HOST_UNKNOWN" },
      message: "There is no host of that name, or more than one. (cellar)",
    });
  });

  test("uninstalls nothing whose name was not typed", async () => {
    expect(await refused(["apps", "uninstall", "clock"], "clocks\n")).toMatchObject({
      ...{ exitCode: 1, stdout: "", code: "NOT_CONFIRMED" },
      message: "Its name was not typed, so nothing was changed. (clock)",
    });
    const [app] = (await db.orm.select().from(schema.apps)).filter(({ name }) => name === "clock");
    expect(app?.desired).toBe("stopped");
  });

  test("is told that the host could not do it, and why", async () => {
    let isOver = false;
    const asked = refused(["apps", "start", "clock"]).finally(() => {
      isOver = true;
    });
    const deps = { db, feed: { announce: async () => {} }, operations: { finished: () => {} } };
    const noTime = { install: 0, start: 0, stop: 0, reinstall: 0, uninstall: 0 };
    const hasEnded = async () => {
      await expireOperations(deps, noTime);
      return isOver;
    };
    await waitFor(hasEnded, { deadlineMs: 20_000, everyMs: 50, what: "the end of the command" });
    expect(await asked).toMatchObject({
      ...{ exitCode: 1, stdout: "", code: "OPERATION_FAILED" },
      message:
        "The host could not do it. (AGENT_SILENT: The host did not say in time what became of it.)",
      remedy: "See what it printed with: homeport apps logs clock --operation",
    });
  });
});

describe("the command of a vault's signer", () => {
  const vaultAnswer = z.object({ vaultId: z.uuid() });
  let vaultId: string;
  beforeAll(async () => {
    const state = join(home, "state.json");
    await writeFile(state, '{"n":0}');
    expect(await homeport(["vault", "keygen"])).toMatchObject({ code: 0 });
    const made = await homeport(["vault", "create", "--name", "Notes", "--state", state]);
    ({ vaultId } = vaultAnswer.parse(JSON.parse(made.stdout)));
  });

  test("is told which change the vault does not take", async () => {
    const file = join(home, "patch.json");
    await writeFile(file, '[{"op":"test","path":"/n","value":1}]');
    expect(await refused(["vault", "patch", vaultId, file])).toMatchObject({
      ...{ exitCode: 1, stdout: "", code: "VAULT_REFUSED" },
      message: expect.stringMatching(/^The vault does not take this\. \(\w+/),
    });
  });

  test("signs nothing for a server that shows another history than it promised", async () => {
    const file = join(home, "vault-pins", `${vaultId}.json`);
    const pin: object = JSON.parse(await readFile(file, "utf8"));
    await writeFile(file, JSON.stringify({ ...pin, hash: `0x${"0".repeat(64)}` }));
    const merge = join(home, "merge.json");
    await writeFile(merge, '{"n":1}');
    expect(await refused(["vault", "merge", vaultId, merge])).toMatchObject({
      ...{ exitCode: 1, stdout: "", code: "VAULT_BROKEN" },
      message: expect.stringMatching(
        /^The server shows another history of this vault than it promised\. \(ACK_CHAIN at /,
      ),
    });
    // Control: for who believes what it had promised in truth, the same change is taken.
    await writeFile(file, JSON.stringify(pin));
    expect(await homeport(["vault", "merge", vaultId, merge])).toMatchObject({ code: 0 });
  });
});
