import { systemClock, systemRandom } from "@homeport/platform";
import { type Agent, startAgent } from "../agent.ts";
import { readSurroundings } from "../apps/child-env.ts";
import { readConfig } from "../config/config.ts";
import { AgentError } from "../errors.ts";
import type { AgentEvents } from "../events.ts";
import { stateFiles } from "../state/files.ts";
import { locateState } from "../state/folder.ts";
import { openHostKeys } from "../state/host-keys.ts";

const nobodyListens: AgentEvents = {
  slotState: () => undefined,
  slotUnwedged: () => undefined,
  woke: () => undefined,
  targetState: () => undefined,
  appState: () => undefined,
  stateSetAside: () => undefined,
  configRejected: () => undefined,
  configApplied: () => undefined,
  keyReplaced: () => undefined,
  started: () => undefined,
  stopping: () => undefined,
};

/**
 * The agent of a state folder as `homeport up` runs it, but for what only a person needs: the log, the local
 * socket, the watch over the configuration. A thousand of them fit into one process.
 */
export async function startQuietAgent(home: string): Promise<Agent> {
  const folder = locateState({ home, userHome: home, userId: 0 });
  const files = stateFiles(folder);
  const host = await files.host.read();
  const keys = await openHostKeys(folder);
  if (host === null || keys === null) throw new AgentError("NOT_ENROLLED", { detail: home });
  const config = await readConfig(folder.configFile);
  const parts = { host, keys, folder, files, config, events: nobodyListens };
  const surroundings = readSurroundings({ PATH: "/usr/local/bin:/usr/bin:/bin" });
  const clocks = { clock: systemClock, random: systemRandom };
  const agent = await startAgent({ ...parts, ...clocks, surroundings });
  await agent.holdApps();
  return agent;
}
