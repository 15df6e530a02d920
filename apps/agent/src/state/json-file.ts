import { link, rm } from "node:fs/promises";
import type { z } from "zod";
import { AgentError } from "../errors.ts";
import { isErrno, readFileIfThere, writePrivateFile } from "./private-file.ts";

/** One JSON file of the state folder with its schema. */
export interface JsonFile<T> {
  /** Null when the file is missing; a damaged one is an error that names it. */
  read(): Promise<T | null>;
  write(value: T): Promise<void>;
  /**
   * Like `read`, but a damaged file is set aside as `<name>.bad`, or `<name>.bad.2` and on where there
   * is one already: what a person may want to repair is never overwritten.
   */
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
        return { value: null, setAside: await setAside(file) };
      }
    },
  };
}

/** A link is made only where nothing is, so nothing that was set aside before is lost. */
async function setAside(file: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const place = count === 1 ? `${file}.bad` : `${file}.bad.${count}`;
    try {
      await link(file, place);
      await rm(file);
      return place;
    } catch (error) {
      if (!isErrno(error, "EEXIST")) throw error;
    }
  }
}
