import { rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { checkConfig } from "../config/config.ts";
import type { StateFolder } from "../state/folder.ts";
import { isErrno, writePrivateFile } from "../state/private-file.ts";
import { type Finding, fail, ok, reasonOf, warn } from "./finding.ts";

const scarceBytes = 100 * 1024 * 1024;

export async function checkConfiguration(file: string): Promise<Finding> {
  try {
    const { problems } = await checkConfig(file);
    if (problems.length === 0) return ok("configuration", file);
    return fail("configuration", `${file}: ${problems.join("; ")}`, "Correct the lines named.");
  } catch (error) {
    return fail("configuration", `${file}: ${reasonOf(error)}`, "Make the file readable.");
  }
}

/** Whoever reads the key is the host, so the agent refuses one that others can read. */
export async function checkModes(folder: StateFolder): Promise<Finding> {
  const open: string[] = [];
  const { root, keyFile, hostFile, userFile, appsFile } = folder;
  for (const path of [root, keyFile, hostFile, userFile, appsFile]) {
    if (((await modeOf(path)) & 0o077) !== 0) open.push(path);
  }
  if (open.length === 0) return ok("file modes", `${root} is private`);
  const remedy = `Run: chmod go= ${open.join(" ")}`;
  const detail = `others can read ${open.join(", ")}`;
  return open.includes(keyFile)
    ? fail("file modes", detail, remedy)
    : warn("file modes", detail, remedy);
}

async function modeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).mode;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return 0;
    throw error;
  }
}

/** Every dial reserves a number on disk: a full disk keeps the agent from coming back. */
export async function checkDisk(folder: StateFolder): Promise<Finding> {
  try {
    const probe = join(folder.root, "doctor");
    await writePrivateFile(probe, "homeport doctor writes and removes this\n");
    await rm(probe);
    const { bavail, bsize } = await statfs(folder.root);
    const free = `${Math.round((bavail * bsize) / 1024 ** 2)} MiB free`;
    return bavail * bsize >= scarceBytes
      ? ok("disk", free)
      : warn("disk", free, `Make room where ${folder.root} is.`);
  } catch (error) {
    const remedy = `Make room, or let this user write to ${folder.root}.`;
    return fail("disk", `${folder.root}: ${reasonOf(error)}`, remedy);
  }
}
