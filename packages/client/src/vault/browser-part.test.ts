import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

const maxGzipBytes = 40 * 1024;

/** The client as a browser gets it; what is loaded later stands in files of its own. */
async function bundle(): Promise<{ readonly name: string; readonly text: string }[]> {
  const { outputFiles } = await build({
    entryPoints: { client: fileURLToPath(new URL("index.ts", import.meta.url)) },
    ...{ bundle: true, splitting: true, minify: true, write: false, outdir: "out" },
    ...{ format: "esm", platform: "browser", target: "es2022" },
  });
  return outputFiles.map(({ path, text }) => ({ name: path.split("/").at(-1) ?? "", text }));
}

/** The file that is asked for first, and all that it cannot do without. */
function eagerPart(files: readonly { readonly name: string; readonly text: string }[]): string {
  const wanted = ["client.js"];
  let whole = "";
  for (const name of wanted) {
    const text = files.find((file) => file.name === name)?.text ?? "";
    whole += text;
    const needed = [...text.matchAll(/(?:from|import)"\.\/([^"]+)"/g)].map(([, file = ""]) => file);
    for (const file of needed) if (!wanted.includes(file)) wanted.push(file);
  }
  return whole;
}

test("the client takes at most 40 KB of a browser's way, and loads what wallets need when one turns up", async () => {
  const files = await bundle();
  const eager = eagerPart(files);
  expect(gzipSync(eager).length).toBeLessThanOrEqual(maxGzipBytes);
  // The equation of the wallets' curve, which stands in no other file.
  const prime = "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f";
  expect(eager).not.toContain(prime);
  expect(files.some(({ text }) => text.includes(prime))).toBe(true);
  expect(eager).not.toMatch(/\bBuffer\b|\bprocess\.|require\(/);
});
