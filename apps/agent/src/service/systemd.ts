import { execFile } from "node:child_process";
import { existsSync } from "node:fs";

const withinMs = 30_000;

/** What a command said and how it ended. */
export interface Said {
  readonly code: number;
  readonly text: string;
}

/** The systemd of this machine, for the system or for this user. */
export interface Systemd {
  /** Whether it runs here: a container often has its files and not the thing. */
  readonly isThere: boolean;
  control(...args: string[]): Promise<Said>;
}

export function findSystemd(scope: "system" | "user"): Systemd {
  const own = scope === "user" ? ["--user"] : [];
  return {
    isThere: existsSync("/run/systemd/system"),
    control: (...args) => run("systemctl", [...own, "--no-pager", ...args]),
  };
}

function run(command: string, args: readonly string[]): Promise<Said> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: withinMs }, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code) || 1;
      resolve({ code, text: (stdout || stderr || error?.message || "").trim() });
    });
  });
}
