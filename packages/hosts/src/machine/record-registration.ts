import type { HostsDeps } from "../context.ts";
import type { MachineFacts } from "./facts.ts";
import { updateFacts } from "./store.ts";

const everyMs = 60_000;

/** Writes facts that differ, at most once a minute a machine; answers whether it wrote. */
export async function recordRegistration(
  deps: Pick<HostsDeps, "db">,
  input: { machineId: string; facts: MachineFacts; agentVersion: string },
): Promise<boolean> {
  return await deps.db.system("machine.record-registration", (tx) =>
    updateFacts(tx, { ...input, everyMs }),
  );
}
