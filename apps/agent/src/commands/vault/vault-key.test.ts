import { chmod, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createOutput } from "../output.ts";
import { verifyFile } from "./export.ts";
import { createVaultKey, readVaultKey } from "./vault-key.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeport-vault-key-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("a key is kept where its owner alone can read it, and is never written over", async () => {
  const file = join(folder, "own.json");
  const { id } = await createVaultKey(file);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await readVaultKey(file)).id).toBe(id);
  await expect(createVaultKey(file)).rejects.toMatchObject({ code: "VAULT_KEY_THERE" });
});

test("a key that others can read is refused, with the command that repairs it", async () => {
  const file = join(folder, "open.json");
  await createVaultKey(file);
  await chmod(file, 0o640);
  await expect(readVaultKey(file)).rejects.toMatchObject({
    ...{ code: "VAULT_KEY_EXPOSED", remedy: `Run: chmod 600 '${file}'` },
  });
});

test.each(["", "{}", '{"kty":"OKP","crv":"Ed25519","x":"AAAA","d":"AAAA"}'])(
  "%j is no key",
  async (text) => {
    const file = join(folder, "damaged.json");
    await writeFile(file, text, { mode: 0o600 });
    await expect(readVaultKey(file)).rejects.toMatchObject({ code: "VAULT_KEY_DAMAGED" });
  },
);

test("an export that does not hold is refused with its first bad line", async () => {
  const file = join(folder, "export.ndjson");
  await writeFile(file, '{"row":"vault","vault":{"id":"x"}}\n{"row":"nonsense"}\n');
  const ctx = { output: createOutput({ json: true, debug: false }) };
  await expect(verifyFile(ctx, file, {})).rejects.toMatchObject({
    ...{ code: "EXPORT_INVALID", detail: "line 2: LINE_INVALID" },
  });
});
