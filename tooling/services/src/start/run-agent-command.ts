import { spawn } from "node:child_process";
import { RemedyError } from "../remedy-error.ts";

const commandDeadlineMs = 60_000;

/**
 * Runs one `homeport` command to its end and answers what it printed as JSON. Throws RemedyError with
 * what it said on standard error.
 */
export async function runAgentCommand(
  agent: { entry: string; env: Record<string, string>; cwd: string },
  args: string[],
  signal: AbortSignal,
): Promise<unknown> {
  const child = spawn(process.execPath, [agent.entry, ...args, "--json"], {
    cwd: agent.cwd,
    env: agent.env,
    stdio: ["ignore", "pipe", "pipe"],
    signal: AbortSignal.any([signal, AbortSignal.timeout(commandDeadlineMs)]),
  });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return lastJson(stdout.join(""));
  throw new RemedyError(
    `homeport ${args[0]} exited with code ${code}: ${stderr.join("").trim()}`,
    "Read .data/logs; --fresh makes a new demo host, --no-demo starts without one.",
  );
}

function collect(stream: NodeJS.ReadableStream): string[] {
  const parts: string[] = [];
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => parts.push(text));
  return parts;
}

/** A command prints one JSON value, on its last line. */
function lastJson(text: string): unknown {
  return JSON.parse(text.trim().split("\n").at(-1) ?? "null");
}
