import { globSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { carriedFiles } from "./carried-files.ts";

/** Native modules, optional ones that their owners look for at run time, and Next, which loads itself. */
const external = [
  "next",
  "bufferutil",
  "utf-8-validate",
  "sharp",
  "pg",
  "pg-native",
  "redis",
  "bullmq-otel",
];

/** CommonJS dependencies inside the bundle still call `require`. */
const banner = [
  'import { createRequire as homeportCreateRequire } from "node:module";',
  "const require = homeportCreateRequire(import.meta.url);",
].join("\n");

/** Programs that an app runs as processes or threads of their own, beside its main one. */
const childPrograms = "src/**/*-child.ts";

/**
 * Bundles `src/main.ts` of an app with everything it imports into `dist/main.js`, which starts several
 * times faster than its sources; each `*-child.ts` becomes a bundle of its own beside it. Files that the code reads beside itself (Lua, SQL) are carried along.
 */
export async function bundleApp(appFolder: string): Promise<void> {
  const outFolder = join(appFolder, "dist");
  for (const made of ["main.js", "main.js.map", "assets"]) {
    rmSync(join(outFolder, made), { recursive: true, force: true });
  }
  await build({
    absWorkingDir: appFolder,
    entryPoints: { main: "src/main.ts", ...childEntries(appFolder) },
    outdir: outFolder,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    sourcemap: "linked",
    sourcesContent: false,
    logLevel: "warning",
    legalComments: "none",
    // V8 keeps the text in memory, at two bytes a character for one comment that is not ASCII.
    minifyWhitespace: true,
    lineLimit: 120,
    banner: { js: banner },
    external,
    plugins: [carriedFiles(join(outFolder, "assets"))],
  });
}

function childEntries(appFolder: string): Record<string, string> {
  const programs = globSync(childPrograms, { cwd: appFolder });
  return Object.fromEntries(programs.map((path) => [basename(path, ".ts"), path]));
}
