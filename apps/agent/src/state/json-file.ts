import { rename } from "node:fs/promises";
import type { z } from "zod";
import { AgentError } from "../errors.ts";
import { readFileIfThere, writePrivateFile } from "./private-file.ts";

/** One JSON file of the state folder with its schema. */
export interface JsonFile<T> {
  /** Null when the file is missing; a damaged one is an error that names it. */
  read(): Promise<T | null>;
  write(value: T): Promise<void>;
  /** Like `read`, but a damaged file is set aside as `<name>.bad`, never overwritten. */
  readOrSetAside(): Promise<{ value: T | null; setAside: string | null }>;
}

/** Binds `file` to `schema`; nothing is read before it is asked for. */
export function jsonFile<T>(file: string, schema: z.ZodType<T>): JsonFile<T> {
  async function read(): Promise<T | null> {
    const text = await readFileIfThere(file);
    if (text === null) return null;
    try {
      return schema.parse(JSON.parse(text));
    } catch (cause) {
      throw new AgentError("STATE_DAMAGED", { detail: file, cause });
    }
  }

  return {
    read,
    write: (value) => writePrivateFile(file, `${JSON.stringify(value, null, 2)}\n`),
    async readOrSetAside() {
      try {
        return { value: await read(), setAside: null };
      } catch (error) {
        if (!(error instanceof AgentError) || error.code !== "STATE_DAMAGED") throw error;
        await rename(file, `${file}.bad`);
        return { value: null, setAside: `${file}.bad` };
      }
    },
  };
}
