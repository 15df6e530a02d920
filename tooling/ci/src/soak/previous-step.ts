import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { checkoutFolder } from "../checkout.ts";
import { runCommand } from "../run-command.ts";
import { crashed, type Step, type StepContext } from "../steps/step.ts";
import { countTests, runVitest } from "../steps/vitest-step.ts";

/**
 * The release before beside this one: `previous` is the folder of a checkout, or a commit of this one, which is then checked
 * out, installed and built in a folder for this run alone.
 */
export function previousStep(previous: string, budgetMs: number): Step {
  return {
    ...{ name: "previous", budgetMs, needs: ["build"] },
    async run(context) {
      const given = resolve(checkoutFolder, previous);
      if (existsSync(join(given, "package.json"))) return await runBeside(given, context);
      const folder = mkdtempSync(join(tmpdir(), "homeport-previous-"));
      try {
        const cpuMs = await checkOut(previous, folder, context);
        return cpuMs === null ? crashed() : await runBeside(folder, context);
      } finally {
        await inCheckout(["git", "worktree", "remove", "--force", folder], checkoutFolder, context);
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** Answers the CPU time that it took; null when a command of it failed. */
async function checkOut(
  commit: string,
  folder: string,
  context: StepContext,
): Promise<number | null> {
  const commands: [words: string[], cwd: string][] = [
    [["git", "worktree", "add", "--detach", "--force", folder, commit], checkoutFolder],
    [["pnpm", "install", "--frozen-lockfile", "--prefer-offline"], folder],
    [["pnpm", "build"], folder],
  ];
  let cpuMs = 0;
  for (const [words, cwd] of commands) {
    const ran = await inCheckout(words, cwd, context);
    if (ran.code !== 0) return null;
    cpuMs += ran.cpuMs;
  }
  return cpuMs;
}

async function inCheckout(
  [command = "", ...args]: string[],
  cwd: string,
  { killAfterMs, write }: StepContext,
) {
  const env = { NEXT_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
  return await runCommand(command, args, { cwd, env, killAfterMs, onOutput: write });
}

async function runBeside(folder: string, context: StepContext) {
  const ran = await runVitest("soak", ["previous.soak.test.ts"], context, { PREVIOUS: folder });
  return ran.report === null ? crashed(ran.cpuMs) : countTests(ran.report, ran);
}
