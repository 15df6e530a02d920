import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bundleApp } from "./bundle-app.ts";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "homeport-bundle-"));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), text);
}

test("a bundled app finds the files that lie beside its sources, after those are gone", async () => {
  write("packages/one/src/take.lua", "one");
  write("packages/two/src/take.lua", "two");
  write("packages/two/migrations/0000_first.sql", "three");
  const read = 'readFileSync(new URL("./take.lua", import.meta.url), "utf8")';
  write(
    "packages/one/src/a.ts",
    `import { readFileSync } from "node:fs";\nexport const a = ${read};`,
  );
  write(
    "packages/two/src/b.ts",
    `import { readdirSync, readFileSync } from "node:fs";
     export const b = ${read};
     export const c = readdirSync(new URL("../migrations/", import.meta.url)).join();`,
  );
  write(
    "apps/sample/src/main.ts",
    `import { a } from "../../../packages/one/src/a.ts";
     import { b, c } from "../../../packages/two/src/b.ts";
     console.log(a, b, c);`,
  );
  write("apps/sample/package.json", '{"type":"module"}');

  await bundleApp(join(root, "apps/sample"));
  rmSync(join(root, "packages"), { recursive: true });
  const printed = execFileSync(process.execPath, [join(root, "apps/sample/dist/main.js")]);
  expect(printed.toString()).toBe("one two 0000_first.sql\n");
});
