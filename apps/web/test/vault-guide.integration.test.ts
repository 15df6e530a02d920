import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { needs } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { buildPages, startWeb, type TestWeb } from "./start-web.ts";

const command = fileURLToPath(new URL("../../agent/src/main.ts", import.meta.url));
const guide = new URL("../../../docs/guides/vaults.md", import.meta.url);

let web: TestWeb;
let folder = "";
let token = "";
beforeAll(async () => {
  await buildPages();
  web = await startWeb({}, { atItsPort: true });
  folder = await mkdtemp(join(tmpdir(), "homeport-vault-guide-"));
  token = await makeKey(await web.signUp());
}, 180_000);
afterAll(async () => {
  await web[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** An API key of the owner, as whom the command creates vaults. */
async function makeKey(cookie: string): Promise<string> {
  const input = { name: "guide", scopes: { apps: [], api: true }, lifeMs: null };
  const made = await web.ask("/api/trpc/account.keys.create", {
    method: "POST",
    headers: { "content-type": "application/json", origin: web.url, cookie },
    body: JSON.stringify({ json: input }),
  });
  const schema = z.object({
    result: z.object({ data: z.object({ json: z.object({ key: z.string() }) }) }),
  });
  return schema.parse(await made.json()).result.data.json.key;
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, args: readonly string[]): Promise<Ran> {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...{ HOMEPORT_HOME: join(folder, "home"), HOMEPORT_URL: web.url, HOMEPORT_TOKEN: token },
    // The command is started a dozen times; what it is made of is read once.
    ...{ LC_ALL: "C", NODE_COMPILE_CACHE: join(folder, "cache") },
  };
  return new Promise((resolve) => {
    execFile(program, args, { cwd: folder, env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code ?? 1);
      resolve({ code, stdout, stderr });
    });
  });
}

/** Sends a path as it is, which no client of a higher level does. */
async function askRaw(path: string): Promise<string> {
  const { hostname, port } = new URL(web.url);
  const socket = connect(Number(port), hostname);
  socket.end(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
  return await text(socket);
}

describe("the guide to vaults", () => {
  const { skip } = needs("openssl");

  test("is about paths that mean one thing: others are refused as they come", async () => {
    for (const path of ["/api/v1/vaults/a/../b", "/api/v1/vaults/a%2fb", "/api/v1/vaults/a b"]) {
      const heard = await askRaw(path.replace(" ", "\t"));
      expect(heard, path).toMatch(/"code":"REQUEST_INVALID"|400 Bad Request/);
    }
  });

  // A dozen programs, each with a start of its own: the time only ends one that hangs.
  test("has commands that do what it says", { skip, timeout: 120_000 }, async () => {
    const page = await readFile(guide, "utf8");
    const blocks = [...page.matchAll(/```bash test\n([\s\S]*?)```/g)].map(([, block]) => block);
    expect(blocks.length).toBeGreaterThan(5);
    const script = [
      "set -eu",
      `homeport() { '${process.execPath}' '${command}' "$@"; }`,
      ...blocks,
    ].join("\n");
    await writeFile(join(folder, "guide.sh"), script);
    const { code, stdout, stderr } = await run("bash", ["guide.sh"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain('"first"');
    expect(stdout).toContain("settled  2 of 2");
    expect(stdout).toContain("Signature Verified Successfully");
    expect(stdout).toContain("holds: nonce 1");
  });
});
