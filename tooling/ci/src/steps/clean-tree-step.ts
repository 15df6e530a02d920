import { execFileSync } from "node:child_process";
import { checkoutFolder } from "../checkout.ts";
import type { Step } from "./step.ts";

/** What git says of the working tree right now. */
export function readTree(): string {
  return execFileSync("git", ["status", "--porcelain"], { cwd: checkoutFolder, encoding: "utf8" });
}

/** A test run leaves the checkout as it found it: reports and data go to ignored folders. */
export function cleanTreeStep(before: string, read: () => string = readTree): Step {
  return {
    name: "clean tree",
    budgetMs: 10_000,
    needs: [],
    async run({ write }) {
      const known = new Set(before.split("\n"));
      const added = read()
        .split("\n")
        .filter((line) => !known.has(line));
      for (const line of added) write(`  the run left ${line}\n`);
      const isClean = added.length === 0;
      return {
        passed: isClean ? 1 : 0,
        failed: isClean ? 0 : 1,
        skipped: [],
        unsteady: [],
        cpuMs: 0,
      };
    },
  };
}
