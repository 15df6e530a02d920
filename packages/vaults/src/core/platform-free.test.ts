import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { noblePrimitives } from "../../test/noble-primitives.ts";
import vector from "../../vectors/vault.json" with { type: "json" };

/** The core as a browser gets it, in a realm that has ECMAScript, the text codecs and what it is handed, nothing else. */
async function openBareRealm(): Promise<(source: string) => unknown> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("index.ts", import.meta.url))],
    bundle: true,
    format: "iife",
    globalName: "core",
    platform: "neutral",
    write: false,
  });
  const realm = createContext({ TextDecoder, TextEncoder, primitives: noblePrimitives, vector });
  runInContext(outputFiles.map(({ text }) => text).join(""), realm);
  return (source) => runInContext(source, realm);
}

test("the core runs where there is no platform", async () => {
  const run = await openBareRealm();
  expect(run("typeof process + typeof Buffer + typeof fetch")).toBe("undefined".repeat(3));
  const patched = `
    const read = (text) => core.readStrictJson(new TextEncoder().encode(text));
    const state = core.reduceJsonPatch(read('{"b":[1]}'), read('[{"op":"add","path":"/b/-","value":2}]'));
    new TextDecoder().decode(core.canonicalize(core.reduceMergePatch(state, read('{"a":"é"}'))))`;
  expect(run(patched)).toBe('{"a":"é","b":[1,2]}');
  expect(run('try { read("[1,]") } catch (error) { error.code }')).toBe("DELTA_INVALID");

  const created = `
    const { vaultId, label, publicKey, creation } = vector;
    const signers = [{ id: "ed25519:" + publicKey, role: "voter", label }];
    const payload = new TextEncoder().encode(creation.payload);
    const vault = { vaultId, mode: "json", roster: { threshold: 1, signers }, payload };
    const { next, signingText } = core.prepareCreation(primitives, vault);
    core.checkThreshold(primitives, next.roster, signingText, [
      { signerId: signers[0].id, signature: creation.signature },
    ]);
    core.printHash(next.commitment)`;
  expect(run(created)).toBe(vector.creation.commitment);
});
