import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { compiledBefore } from "@homeport/testkit";

/** The script of the `homeport` command. */
export const homeportEntry = fileURLToPath(new URL("../../agent/src/main.ts", import.meta.url));

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command with these variables and no others; `typed` is all that its standard input holds. */
export function runHomeport(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  typed = "",
): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { env: { NODE_ENV: "test", ...compiledBefore(), ...env } as const };
    const command = [homeportEntry, ...args];
    const child = execFile(process.execPath, command, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
    child.stdin?.end(typed);
  });
}
