import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RemedyError } from "../remedy-error.ts";

/** As whom Postgres runs: it refuses root, so root lends it another user or a user namespace. */
export type PostgresUser =
  | { kind: "self" }
  | { kind: "user"; uid: number; gid: number }
  | { kind: "namespace" };

const namespaceArgs = ["--user", "--map-user=1000", "--map-group=1000"];

/**
 * Chooses the user and hands the data folder over to it. Without root: ourselves. With root:
 * `postgres`, else `nobody`, whoever can run the program and write the folder; where neither can
 * reach the files (a checkout under a private home), a namespace in which root has another number.
 */
export function choosePostgresUser(program: string, dataFolder: string): PostgresUser {
  if (process.getuid?.() !== 0) return { kind: "self" };
  for (const name of ["postgres", "nobody"]) {
    const user = findUser(name);
    if (!user) continue;
    giveFolder(dataFolder, user.uid, user.gid);
    if (canUse(user, program, dataFolder)) return { kind: "user", ...user };
  }
  giveFolder(dataFolder, 0, 0);
  if (spawnSync("unshare", [...namespaceArgs, program, "--version"]).status === 0) {
    return { kind: "namespace" };
  }
  throw new RemedyError(
    "Postgres refuses to run as root, and no other user here can reach its files.",
    "Run the command as an ordinary user, or move the checkout to a folder that others may enter.",
  );
}

/** The program and arguments that run `program` as that user. */
export function commandAs(user: PostgresUser, program: string, args: string[]) {
  if (user.kind === "namespace") {
    return { command: "unshare", args: [...namespaceArgs, program, ...args] };
  }
  const as = user.kind === "user" ? { user: { uid: user.uid, gid: user.gid } } : {};
  return { command: program, args, ...as };
}

function findUser(name: string): { uid: number; gid: number } | undefined {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

function canUse(user: { uid: number; gid: number }, program: string, folder: string): boolean {
  const check = '"$1" --version >/dev/null && test -w "$2"';
  const args = ["-c", check, "sh", program, folder];
  return spawnSync("/bin/sh", args, { ...user, cwd: "/", stdio: "ignore" }).status === 0;
}

/** Changes the owner of a folder and all in it, only where it differs, so a restart costs one look. */
function giveFolder(folder: string, uid: number, gid: number): void {
  const owner = lstatSync(folder);
  if (owner.uid === uid && owner.gid === gid) return;
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" });
  for (const entry of entries) chownSync(join(folder, entry), uid, gid);
  chownSync(folder, uid, gid);
  chmodSync(folder, 0o700);
}
