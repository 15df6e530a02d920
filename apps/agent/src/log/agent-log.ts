import { createLog, type Log } from "@homeport/platform";
import type { AgentConfig } from "../config/config.ts";
import { type AgentEvents, createAgentEvents } from "../events.ts";
import type { StateFolder } from "../state/folder.ts";
import type { SlotReport } from "../supervisor/slot.ts";
import { agentVersion } from "../version.ts";
import { openLogFiles } from "./log-files.ts";

type LogConfig = AgentConfig["log"];

/** The log of a running agent: records in its files, and what a person at the terminal sees. */
export interface AgentLog extends Disposable {
  readonly events: AgentEvents;
  /** A line for the terminal; nothing where that shows records. */
  say(line: string): void;
  configure(config: LogConfig): void;
}

/**
 * Every record passes the redactor of the platform's log, so no token or key reaches a file. With
 * format `json` the terminal shows the same records in place of lines for people.
 */
export function openAgentLog(parts: {
  readonly folder: StateFolder;
  readonly hostId: string;
  readonly config: LogConfig;
  print(line: string): void;
  narrate(report: SlotReport): void;
}): AgentLog {
  const files = openLogFiles({ folder: parts.folder.logFolder });
  let { config } = parts;
  const stream = {
    write(line: string) {
      files.write(line);
      if (config.format === "json") parts.print(line.trimEnd());
    },
  };
  const open = (): Log =>
    createLog({
      ...{ app: "agent", replica: parts.hostId, version: agentVersion },
      ...{ level: config.level, format: "json", stream },
    });
  let log = open();
  const say = (line: string) => {
    if (config.format === "text") parts.print(line);
  };
  const events = createAgentEvents({
    log: () => log,
    say,
    slot: (report) => {
      if (config.format === "text") parts.narrate(report);
    },
  });
  return {
    events,
    say,
    configure(next) {
      config = next;
      log = open();
    },
    [Symbol.dispose]: () => files[Symbol.dispose](),
  };
}
