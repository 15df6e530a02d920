import { createInterface } from "node:readline";
import type { Shutdown } from "./shutdown.ts";

/** Asks for a line on stderr, so that stdout holds results alone; null when none comes, or the command is to end. */
export async function askLine(
  question: string,
  shutdown: Pick<Shutdown, "asked">,
  from: NodeJS.ReadableStream = process.stdin,
): Promise<string | null> {
  const lines = createInterface({ input: from });
  process.stderr.write(question);
  try {
    return await new Promise((resolve) => {
      lines.once("line", (line) => resolve(line.trim()));
      lines.once("close", () => resolve(null));
      void shutdown.asked.then(() => resolve(null));
    });
  } finally {
    lines.close();
  }
}
