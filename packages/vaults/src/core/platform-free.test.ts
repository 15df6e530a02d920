import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";

/** The core as a browser gets it, in a realm that has ECMAScript and the two text codecs and nothing else. */
async function openBareRealm(): Promise<(source: string) => unknown> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("index.ts", import.meta.url))],
    bundle: true,
    format: "iife",
    globalName: "core",
    platform: "neutral",
    write: false,
  });
  const realm = createContext({ TextDecoder, TextEncoder });
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
});
