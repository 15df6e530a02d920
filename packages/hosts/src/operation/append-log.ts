import type { HostsDeps } from "../context.ts";
import { appendLog } from "./store.ts";

/** Adds what an operation has printed to its log; of an app that is another host's, or of another generation, nothing. */
export async function appendOperationLog(
  deps: Pick<HostsDeps, "db">,
  input: { hostId: string; appId: string; generation: number; text: string },
): Promise<void> {
  const { text, ...where } = input;
  // A NUL is the one character that the store takes in no text.
  const kept = text.replaceAll("\u0000", "");
  if (kept === "") return;
  await deps.db.system("hosts.append-log", (tx) => appendLog(tx, where, kept));
}
