import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { migrate, openDb, users } from "@homeport/db";
import { createMetrics, newId, silentLog, systemClock } from "@homeport/platform";
import { compiledBefore, type FreshDatabase, freshDatabase } from "@homeport/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

const entry = fileURLToPath(new URL("main.ts", import.meta.url));
const email = "ada@example.org";
let database: FreshDatabase;
let folder: string;

beforeAll(async () => {
  database = await freshDatabase();
  await migrate({ url: database.url, log: silentLog });
  const metrics = createMetrics({ app: "test", version: "0" });
  const parts = { clock: systemClock, log: silentLog, metrics };
  await using db = openDb({ url: database.url, app: "test", ...parts });
  await db.orm.insert(users).values({ id: newId(), name: "Ada", email });
  folder = mkdtempSync(join(tmpdir(), "homeport-reset-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database[Symbol.asyncDispose]();
});

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function authReset(args: string[], env: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    // Next declares NODE_ENV as always there; this program knows nothing of it.
    const whole = { ...compiledBefore(), ...env, NODE_ENV: "production" as const };
    execFile(
      process.execPath,
      [entry, ...args],
      { env: whole, cwd: folder },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });
}

test("whoever holds the database gets a link for the person with this address", async () => {
  const env = { DATABASE_URL: database.url, HOMEPORT_WEB_URL: "https://home.example" };
  const ran = await authReset([email.toUpperCase()], env);
  expect(ran.stderr).toMatch(/^Good once, until \d{4}-/);
  expect(ran.stdout).toMatch(/^https:\/\/home\.example\/reset-password#[\w-]{43}\n$/);
  expect(ran.code).toBe(0);
});

test("beside what `pnpm start` runs it needs no variable, and says whom it does not know", async () => {
  const run = { databaseUrl: database.url, webUrl: "http://localhost:3000" };
  writeFileSync(join(folder, "run.json"), JSON.stringify(run));
  const ran = await authReset(["nobody@example.org", "--data", folder]);
  expect(ran).toMatchObject({ code: 1, stdout: "" });
  expect(ran.stderr).toBe("Nobody has an account with this e-mail address.\n");
});

test.for([
  ["no address", [], 2, /^Usage: /],
  ["no store", [email], 78, /set DATABASE_URL/],
] as const)("it says what is missing with %s", async ([, args, code, said]) => {
  const ran = await authReset([...args]);
  expect(ran.code).toBe(code);
  expect(ran.stderr).toMatch(said);
});
