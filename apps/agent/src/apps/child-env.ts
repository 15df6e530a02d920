import type { EnvSource } from "@homeport/platform";

/** What an app's process gets of the agent's surroundings: enough to find programs and to write text. */
const forApps = ["PATH", "LANG", "LC_ALL", "TZ", "TMPDIR"] as const;
/** What the docker command needs beside that to find its daemon and its own settings. */
const forDocker = [
  "HOME",
  "XDG_RUNTIME_DIR",
  "DOCKER_HOST",
  "DOCKER_CONTEXT",
  "DOCKER_CONFIG",
  "DOCKER_CERT_PATH",
  "DOCKER_TLS_VERIFY",
] as const;

/** Environments of programs that the agent starts. Nothing else of the agent's own is in them, and no secret. */
export interface Surroundings {
  readonly forApps: Readonly<Record<string, string>>;
  readonly forDocker: Readonly<Record<string, string>>;
}

export function readSurroundings(source: EnvSource): Surroundings {
  const apps = pick(source, forApps);
  return { forApps: apps, forDocker: { ...apps, ...pick(source, forDocker) } };
}

function pick(source: EnvSource, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = source[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** By its value, an app's id, a program is found again that was started just before the agent died. */
export const markName = "HOMEPORT_APP_ID";
