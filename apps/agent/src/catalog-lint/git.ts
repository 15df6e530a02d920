import { spawn } from "node:child_process";
import { buffer } from "node:stream/consumers";
import { AgentError } from "../errors.ts";

const withinMs = 60_000;

/**
 * Runs a command of git that reads objects and nothing else, and answers what it printed. Nothing is fetched and no program of
 * the repository is run. Throws CATALOG_UNREADABLE with what git said.
 */
export async function runGit(folder: string, args: readonly string[], input = ""): Promise<Buffer> {
  // A clone that lacks objects would fetch them from its remote.
  const child = spawn("git", ["-c", "protocol.allow=never", "-C", folder, ...args], {
    stdio: ["pipe", "pipe", "pipe"],
    signal: AbortSignal.timeout(withinMs),
  });
  // It may end before it has read everything, and says why on its own.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  try {
    const [said, complaint, code] = await Promise.all([
      buffer(child.stdout),
      buffer(child.stderr),
      ended,
    ]);
    if (code === 0) return said;
    throw new AgentError("CATALOG_UNREADABLE", {
      detail: complaint.toString().trim().slice(0, 500),
    });
  } catch (error) {
    if (error instanceof AgentError) throw error;
    throw new AgentError("CATALOG_UNREADABLE", { cause: error });
  }
}
