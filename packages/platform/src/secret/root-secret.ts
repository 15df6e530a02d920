import { mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { ConfigError } from "../env/config-error.ts";
import type { Log } from "../log/create-log.ts";
import type { Random } from "../random.ts";
import { deriveKeys, type Keys } from "./keys.ts";

export interface RootSecretOptions {
  /** `HOMEPORT_SECRET`. Prod never gets here without one. */
  configured: string | undefined;
  previous?: string | undefined;
  /** The file that keeps a generated secret. */
  path: string;
  random: Random;
  log: Log;
}

export interface RootSecret {
  origin: "configured" | "generated";
  keys: Keys;
}

const secretForm = /^[0-9a-f]{64}$/;

/**
 * The configured secret, or the one kept in `path`, generated when there is none. Of several processes
 * that start at once one creates the file and the others read it. Throws ConfigError when the file
 * holds something else: replacing it would end every session and lose every wrapped row.
 */
export async function loadRootSecret(options: RootSecretOptions): Promise<RootSecret> {
  const { configured, previous } = options;
  if (configured !== undefined)
    return { origin: "configured", keys: deriveKeys(configured, previous) };
  const secret = (await createSecret(options)) ?? (await readSecret(options.path));
  warnGenerated(options);
  return { origin: "generated", keys: deriveKeys(secret, previous) };
}

/** Null when the file exists. The exclusive create is what makes one process the winner. */
async function createSecret({ path, random }: RootSecretOptions): Promise<string | null> {
  await mkdir(dirname(path), { recursive: true });
  const secret = Buffer.from(random.bytes(32)).toString("hex");
  try {
    await using file = await open(path, "wx", 0o600);
    await file.writeFile(`${secret}\n`);
    await file.sync();
    return secret;
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, "code") === "EEXIST") return null;
    throw error;
  }
}

const readTries = 40;
const readEveryMs = 25;

/** The winner creates the file a moment before it fills it, so an empty file is read again for a second. */
async function readSecret(path: string): Promise<string> {
  for (let attempt = 0; attempt < readTries; attempt++) {
    const content = (await readFile(path, "utf8")).trim();
    if (secretForm.test(content)) return content;
    if (content !== "") break;
    await new Promise((resolve) => setTimeout(resolve, readEveryMs));
  }
  throw new ConfigError([
    {
      name: "HOMEPORT_SECRET",
      problem: `is not set, and ${path} does not hold 64 hexadecimal characters`,
      remedy: "Restore that file, or set HOMEPORT_SECRET; it is never replaced.",
    },
  ]);
}

function warnGenerated({ path, log }: RootSecretOptions): void {
  log.warn(
    {
      path,
      form: "64 hexadecimal characters, 32 bytes",
      scope: "sessions, cursors, gate cookies, relay links, acknowledgement keys",
      remedy: "Replicas on several machines must share one: set HOMEPORT_SECRET",
    },
    "config.secret-generated",
  );
}
