import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What decides where the agent's files are; taken from the environment by `env.ts`. */
export interface HomeSettings {
  /** Replaces both folders. */
  readonly home?: string | undefined;
  readonly xdgStateHome?: string | undefined;
  readonly xdgConfigHome?: string | undefined;
  readonly userHome: string;
  readonly userId: number;
}

/** Paths of everything the agent keeps. Secrets are mode 0600 in a folder of mode 0700. */
export interface StateFolder {
  readonly root: string;
  readonly configFile: string;
  readonly keyFile: string;
  /** The key that is to take its place; there only while it is being replaced. */
  readonly nextKeyFile: string;
  readonly hostFile: string;
  readonly epochFile: string;
  readonly userFile: string;
  readonly appsFile: string;
  /** What this host runs: a folder and a record for each app. */
  readonly appsFolder: string;
  readonly wireFile: string;
  /** Addresses of photos whose bytes have not all been sent. */
  readonly photosFile: string;
  readonly logFolder: string;
  readonly socketPath: string;
}

/**
 * `sun_path` holds 108 bytes on Linux and 104 on macOS, the final zero included; the agent binds
 * under this name with a dot and its process id behind it.
 */
const maxSocketPathBytes = 103 - ".4194304".length;

/** Finds the folders as root, as a person, or in `HOMEPORT_HOME`; touches no disk. */
export function locateState(settings: HomeSettings): StateFolder {
  const root = settings.home ?? defaultStateRoot(settings);
  const configRoot = settings.home ?? defaultConfigRoot(settings);
  return {
    root,
    configFile: join(configRoot, "config.yaml"),
    keyFile: join(root, "host.key"),
    nextKeyFile: join(root, "host.key.next"),
    hostFile: join(root, "host.json"),
    epochFile: join(root, "epoch"),
    userFile: join(root, "user.json"),
    appsFile: join(root, "apps.json"),
    appsFolder: join(root, "apps"),
    wireFile: join(root, "wire.json"),
    photosFile: join(root, "photos.json"),
    logFolder: join(root, "log"),
    socketPath: socketPathFor(root, settings.userId),
  };
}

function defaultStateRoot(settings: HomeSettings): string {
  if (settings.userId === 0) return "/var/lib/homeport";
  return join(settings.xdgStateHome ?? join(settings.userHome, ".local/state"), "homeport");
}

function defaultConfigRoot(settings: HomeSettings): string {
  if (settings.userId === 0) return "/etc/homeport";
  return join(settings.xdgConfigHome ?? join(settings.userHome, ".config"), "homeport");
}

/** A deep folder cannot hold a socket; then it lies in a private folder named by the folder's hash. */
function socketPathFor(root: string, userId: number): string {
  const inside = join(root, "agent.sock");
  if (Buffer.byteLength(inside) <= maxSocketPathBytes) return inside;
  const name = createHash("sha256").update(root).digest("hex").slice(0, 16);
  return join(tmpdir(), `homeport-${userId}-${name}`, "agent.sock");
}

/** Makes the state folder (0700) when it is missing. */
export async function ensureStateFolder(folder: StateFolder): Promise<void> {
  await mkdir(folder.root, { recursive: true, mode: 0o700 });
}
