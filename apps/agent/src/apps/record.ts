import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { appNameForm } from "../config/app-name.ts";
import { type JsonFile, jsonFile } from "../state/json-file.ts";
import { isErrno } from "../state/private-file.ts";

/** A process that cannot be mistaken for a later one under the same number. */
const identitySchema = z.object({ pid: z.int().min(1), startedAt: z.string() });

/** What the agent keeps of an app that it runs, so that its next run goes on where this one ended. */
export const appRecordSchema = z.object({
  appId: z.string().min(1),
  name: z.string().regex(appNameForm),
  runtime: z.enum(["process", "compose"]),
  /** Where it listens on this machine. */
  port: z.int().min(1).max(65_535),
  /** The newest generation whose act was begun. */
  generation: z.int().min(0),
  /** How far that act is. A run that finds anything but `done` does the rest. */
  stage: z.enum(["begun", "cleared", "created", "done"]),
  /** What became of the act where that is not simply how the app is now. */
  outcome: z
    .object({
      status: z.enum(["failed", "busy", "exited"]),
      code: z.string(),
      detail: z.string().nullable(),
    })
    .nullable(),
  /** The service of a compose file that answers on that port. */
  service: z.string().nullable(),
  /** Containers may exist: a command that makes them was begun. */
  isCreated: z.boolean(),
  /** It got ready and nobody has stopped it: when it is down, it ended by itself. */
  isReady: z.boolean(),
  /** Which start of the machine that was; what ended with the machine did not end by itself. */
  boot: z.string(),
  process: identitySchema.nullable(),
});
export type AppRecord = z.infer<typeof appRecordSchema>;

/** Where an app's own things are. The folder is the app's, the other files are the agent's about it. */
export interface AppPlaces {
  readonly folder: string;
  readonly recordFile: string;
  readonly composeFile: string;
  /** Oldest first. */
  readonly outputFiles: readonly [string, string];
}

/** `name` has been checked: it has no `/` and no dot. */
export function appPlaces(appsFolder: string, name: string): AppPlaces {
  const folder = join(appsFolder, name);
  return {
    folder,
    recordFile: `${folder}.json`,
    composeFile: join(folder, "compose.yaml"),
    outputFiles: [`${folder}.1.log`, `${folder}.log`],
  };
}

/** The records of a state folder: one file an app, so that a damaged one costs one app its record. */
export class AppRecords {
  readonly #appsFolder: string;
  readonly #records = new Map<string, AppRecord>();

  constructor(appsFolder: string) {
    this.#appsFolder = appsFolder;
  }

  /** Reads all of them again; answers where damaged ones were set aside. */
  async load(): Promise<string[]> {
    this.#records.clear();
    const setAside: string[] = [];
    for (const name of await recordNames(this.#appsFolder)) {
      const read = await this.#file(name).readOrSetAside();
      if (read.setAside !== null) setAside.push(read.setAside);
      if (read.value?.name === name) this.#records.set(name, read.value);
    }
    return setAside;
  }

  list(): AppRecord[] {
    return [...this.#records.values()];
  }

  ofName(name: string): AppRecord | null {
    return this.#records.get(name) ?? null;
  }

  ofApp(appId: string): AppRecord | null {
    return this.list().find((record) => record.appId === appId) ?? null;
  }

  /** On disk when it resolves. */
  async write(record: AppRecord): Promise<void> {
    await mkdir(this.#appsFolder, { recursive: true, mode: 0o700 });
    await this.#file(record.name).write(record);
    this.#records.set(record.name, record);
  }

  async remove(name: string): Promise<void> {
    await rm(appPlaces(this.#appsFolder, name).recordFile, { force: true });
    this.#records.delete(name);
  }

  #file(name: string): JsonFile<AppRecord> {
    return jsonFile(appPlaces(this.#appsFolder, name).recordFile, appRecordSchema);
  }
}

async function recordNames(appsFolder: string): Promise<string[]> {
  try {
    const files = (await readdir(appsFolder)).filter((file) => file.endsWith(".json"));
    return files
      .map((file) => file.slice(0, -".json".length))
      .filter((name) => appNameForm.test(name));
  } catch (error) {
    if (isErrno(error, "ENOENT")) return [];
    throw error;
  }
}
