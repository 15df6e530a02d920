import { readFile } from "node:fs/promises";
import { sha256 } from "@homeport/platform";

/** Names a program by its bytes: the same for all replicas of one build, and another for any other. */
export async function readBuildId(program: string): Promise<string> {
  return sha256(await readFile(program))
    .toString("hex")
    .slice(0, 16);
}
