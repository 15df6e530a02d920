import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { recordingLog } from "../../test/recording-log.ts";
import { systemRandom } from "../random.ts";
import { deriveKeys } from "./keys.ts";
import { loadRootSecret } from "./root-secret.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeport-secret-"));
});

afterEach(() => rm(folder, { recursive: true }));

function load(configured?: string) {
  const log = recordingLog();
  const path = join(folder, "data", "secret");
  return { path, log, result: loadRootSecret({ configured, path, random: systemRandom, log }) };
}

test("a configured secret is used, and no file is made", async () => {
  const { path, log, result } = load("a configured secret of 32 characters");
  expect(await result).toMatchObject({
    origin: "configured",
    keys: { kid: deriveKeys("a configured secret of 32 characters").kid },
  });
  await expect(stat(path)).rejects.toThrow("ENOENT");
  expect(log.records).toEqual([]);
});

test("without one, a secret is generated into a file that only its owner can read", async () => {
  const { path, result } = load();
  expect((await result).origin).toBe("generated");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, "utf8")).toMatch(/^[0-9a-f]{64}\n$/);
});

test("one warning states form and scope, and that machines must share one secret", async () => {
  const { log, result } = load();
  await result;
  expect(log.records).toHaveLength(1);
  expect(log.records[0]).toMatchObject({
    level: "warn",
    message: "config.secret-generated",
    fields: {
      form: "64 hexadecimal characters, 32 bytes",
      scope: "sessions, cursors, gate cookies, relay links, acknowledgement keys",
      remedy: "Replicas on several machines must share one: set HOMEPORT_SECRET",
    },
  });
});

test("of ten that start at once one makes the secret, and all have the same", async () => {
  const secrets = await Promise.all(Array.from({ length: 10 }, () => load().result));
  expect(new Set(secrets.map((secret) => secret.keys.kid)).size).toBe(1);
});

test("a later start reads the same secret", async () => {
  const first = await load().result;
  expect((await load().result).keys.kid).toBe(first.keys.kid);
});

test.each(["not a secret", "0".repeat(63), "0".repeat(65), "Z".repeat(64)])(
  "a file that holds %j is refused and never replaced",
  async (content) => {
    await load().result;
    const { path } = load("a configured secret of 32 characters");
    await writeFile(path, content);
    await expect(load().result).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      lines: [expect.stringContaining("does not hold 64 hexadecimal characters")],
    });
    expect(await readFile(path, "utf8")).toBe(content);
  },
);
