import { cpSync, existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Plugin } from "esbuild";

const besideItself = /new URL\(\s*(["'])(\.{1,2}\/[^"'`$]+)\1\s*,\s*import\.meta\.url\s*,?\s*\)/g;

/**
 * Lets bundled code find the files beside its sources. `new URL("./take.lua", import.meta.url)` would
 * point beside the bundle: each such file or folder is copied under `assetsFolder`, in a folder named
 * after its source's own, and the address is rewritten to lead there.
 */
export function carriedFiles(assetsFolder: string): Plugin {
  return {
    name: "carried-files",
    setup(build) {
      build.onLoad({ filter: /[\\/](apps|packages|tooling)[\\/].*\.ts$/ }, ({ path }) => {
        if (path.includes("node_modules")) return undefined;
        const source = readFileSync(path, "utf8");
        if (!source.includes("import.meta.url")) return undefined;
        return { contents: carry(source, path, assetsFolder), loader: "ts" };
      });
      build.onLoad({ filter: wasmLoader }, ({ path }) => ({
        contents: carryWasm(readFileSync(path, "utf8"), path, assetsFolder),
        loader: "js",
      }));
    },
  };
}

/** `tiny-secp256k1` reads its WebAssembly from a path that it makes itself, which would lead beside the bundle. */
const wasmLoader = /[\\/]tiny-secp256k1[\\/]lib[\\/]wasm_loader\.js$/;
const wasmPath = 'path("secp256k1.wasm")';

function carryWasm(source: string, path: string, assetsFolder: string): string {
  if (!source.includes(wasmPath)) throw new Error(`${path} reads no ${wasmPath} any more`);
  cpSync(resolve(dirname(path), "secp256k1.wasm"), join(assetsFolder, "secp256k1.wasm"));
  return source.replace(wasmPath, 'new URL("./assets/secp256k1.wasm", import.meta.url)');
}

function carry(source: string, path: string, assetsFolder: string): string {
  return source.replaceAll(besideItself, (whole, _quote: string, relative: string) => {
    const from = resolve(dirname(path), relative);
    if (!existsSync(from)) return whole;
    const place = join(assetPlace(from), basename(from));
    cpSync(from, join(assetsFolder, place), { recursive: true });
    const trailing = relative.endsWith("/") ? "/" : "";
    return `new URL(${JSON.stringify(`./assets/${place}${trailing}`)}, import.meta.url)`;
  });
}

/** The last folders of a path, as one readable name: `packages/db/migrations` → `db-migrations`. */
function assetPlace(file: string): string {
  const inside =
    dirname(file)
      .split(/[\\/](?:apps|packages|tooling)[\\/]/)
      .at(-1) ?? "";
  return inside.replaceAll(/[\\/]/g, "-");
}
