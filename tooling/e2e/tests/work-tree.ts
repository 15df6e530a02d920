import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRun } from "./homeport.ts";

/** A work tree of the run's repository of apps, as whoever keeps the catalog has one. */
export function openWorkTree() {
  const folder = mkdtempSync(join(tmpdir(), "homeport-keeper-"));
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Keeper", "-c", "user.email=k@example.invalid", ...args], {
      cwd: folder,
      stdio: "ignore",
    });
  git("clone", "--quiet", readRun().catalogRepo ?? "", ".");
  const read = (path: string) => readFileSync(join(folder, path), "utf8");
  function write(path: string, text: string) {
    writeFileSync(join(folder, path), text);
    git("commit", "--quiet", "--all", "--message", "Change an app");
    git("push", "--quiet");
  }
  return {
    read,
    write,
    change: (path: string, from: string, to: string) => write(path, read(path).replace(from, to)),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
