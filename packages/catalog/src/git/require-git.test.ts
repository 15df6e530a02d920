import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { requireGit } from "./require-git.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "homeport-git-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function install(says: string): void {
  const program = join(folder, "git");
  writeFileSync(program, `#!/bin/sh\necho "${says}"\n`);
  chmodSync(program, 0o755);
}

test("a machine without git is told so", async () => {
  await expect(requireGit(join(folder, "git"))).rejects.toMatchObject({
    code: "CATALOG_GIT_MISSING",
  });
});

test("a git that is too old is as good as none, and is named", async () => {
  install("git version 2.29.4");
  await expect(requireGit(join(folder, "git"))).rejects.toMatchObject({
    ...{ code: "CATALOG_GIT_MISSING", detail: "git version 2.29.4" },
  });
  install("git version 2.30.0");
  await expect(requireGit(join(folder, "git"))).resolves.toBeUndefined();
});
