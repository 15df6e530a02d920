import { homedir, userInfo } from "node:os";
import { defineEnv, type EnvSource, parseEnv, sharedVariables } from "@homeport/platform";
import { z } from "zod";
import { readSurroundings, type Surroundings } from "./apps/child-env.ts";
import type { HomeSettings } from "./state/folder.ts";

/** The variables that the `homeport` command reads. */
export const envSpec = defineEnv({
  HOMEPORT_HOME: {
    schema: z.string().optional(),
    describe: "State and configuration folder of the agent, in place of both usual ones.",
    group: "agent",
  },
  HOMEPORT_URL: {
    schema: z.url("is not an address").optional(),
    describe: "Address of the console that the command talks to.",
    remedy: "Give it like https://home.example.org.",
    group: "agent",
  },
  HOMEPORT_TOKEN: {
    schema: z.string().min(1).optional(),
    describe: "Sign-in token or API key of the command, in place of what `homeport login` keeps.",
    secret: true,
    group: "agent",
  },
  HOMEPORT_API_KEY: {
    schema: z.string().min(1).optional(),
    describe: "API key that the command acts by, where HOMEPORT_TOKEN is unset.",
    secret: true,
    group: "agent",
  },
  HOMEPORT_PARENT_PID: sharedVariables.HOMEPORT_PARENT_PID,
});

/** What the command takes from its surroundings. */
export interface AgentEnv {
  readonly home: HomeSettings;
  readonly url: string | undefined;
  readonly token: string | undefined;
  /** The process whose end is the agent's end; undefined when it stands alone. */
  readonly parentPid: number | undefined;
  /** What programs get of it that the agent starts for apps. */
  readonly surroundings: Surroundings;
}

/** Reads the environment record; all problems are thrown at once. */
export function readEnv(source: EnvSource): AgentEnv {
  const values = parseEnv(envSpec, source);
  return {
    home: {
      home: values.HOMEPORT_HOME,
      xdgStateHome: source["XDG_STATE_HOME"],
      xdgConfigHome: source["XDG_CONFIG_HOME"],
      userHome: homedir(),
      userId: userInfo().uid,
    },
    url: values.HOMEPORT_URL,
    token: values.HOMEPORT_TOKEN ?? values.HOMEPORT_API_KEY,
    parentPid: values.HOMEPORT_PARENT_PID,
    surroundings: readSurroundings(source),
  };
}
