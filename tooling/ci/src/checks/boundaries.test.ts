import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkoutFolder, listFiles } from "../checkout.ts";
import { runCommand } from "../run-command.ts";

const manifests =
  /^(package\.json|pnpm-lock\.yaml|pnpm-workspace\.yaml|turbo\.json|.*\/(package|turbo)\.json)$/;
let folder = "";

/** A copy of the workspace's manifests alone: what a direction is judged by, with a source of our own. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "homeport-boundaries-"));
  for (const path of listFiles().filter((file) => manifests.test(file))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(checkoutFolder, path), join(folder, path));
  }
  execFileSync("git", ["init", "-q"], { cwd: folder });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function checkWith(path: string, source: string) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, source);
  try {
    const turbo = join(checkoutFolder, "node_modules/.bin/turbo");
    return await runCommand(turbo, ["boundaries"], { cwd: folder, killAfterMs: 60_000 });
  } finally {
    rmSync(file);
  }
}

test("an import along the directions passes", async () => {
  const result = await checkWith(
    "packages/gate/src/planted.ts",
    'import { newId } from "@homeport/platform";\nexport const id = newId;\n',
  );
  expect(result.output).toContain("no issues found");
  expect(result.code).toBe(0);
});

test("an import of a package that is not a dependency is red", async () => {
  const result = await checkWith(
    "packages/gate/src/planted.ts",
    'import { listHosts } from "@homeport/hosts";\nexport const list = listHosts;\n',
  );
  expect(result.output).toContain("@homeport/hosts");
  expect(result.code).not.toBe(0);
});

test("an import that climbs out of its package is red", async () => {
  const result = await checkWith(
    "packages/gate/src/planted.ts",
    'import { errors } from "../../hosts/src/errors.ts";\nexport const all = errors;\n',
  );
  expect(result.output).toContain("../../hosts/src/errors.ts");
  expect(result.code).not.toBe(0);
});

test("a dependency against the directions is red, though it is declared", async () => {
  const manifest = join(folder, "packages/gate/package.json");
  const original = join(checkoutFolder, "packages/gate/package.json");
  const declared = execFileSync("sed", ['s#"@homeport/platform"#"@homeport/hosts"#', original]);
  writeFileSync(manifest, declared);
  const result = await checkWith("packages/gate/src/planted.ts", "export const nothing = 0;\n");
  cpSync(original, manifest);
  expect(result.output).toMatch(/@homeport\/hosts.*without any tag listed in allowlist/s);
  expect(result.code).not.toBe(0);
});
