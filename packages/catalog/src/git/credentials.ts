import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { GitCredentials } from "./run-git.ts";

/** Files with what lets this process in at the remote; read by git's own children, never by this process. */
export interface CredentialFiles {
  readonly tokenFile?: string | undefined;
  readonly sshKeyFile?: string | undefined;
  readonly knownHostsFile?: string | undefined;
}

/**
 * Prepares what git asks when a remote wants to know who calls. The token goes from its file to git through a program's output:
 * it is in no argument, no address and no variable.
 */
export async function prepareCredentials(
  folder: string,
  files: CredentialFiles,
): Promise<GitCredentials> {
  const { tokenFile, sshKeyFile, knownHostsFile } = files;
  return {
    ...(tokenFile === undefined ? {} : { askpassPath: await writeAskpass(folder, tokenFile) }),
    ...(sshKeyFile === undefined ? {} : { sshCommand: sshCommand(sshKeyFile, knownHostsFile) }),
  };
}

async function writeAskpass(folder: string, tokenFile: string): Promise<string> {
  const path = join(folder, "askpass.sh");
  await mkdir(folder, { recursive: true });
  await writeFile(
    path,
    `#!/bin/sh\ncase "$1" in\n  Username*) echo token ;;\n  *) exec cat ${quote(tokenFile)} ;;\nesac\n`,
  );
  await chmod(path, 0o700);
  return path;
}

function sshCommand(keyFile: string, knownHostsFile: string | undefined): string {
  const hosts =
    knownHostsFile === undefined ? [] : ["-o", `UserKnownHostsFile=${quote(knownHostsFile)}`];
  const options = [
    "-o",
    "BatchMode=yes",
    "-o",
    "IdentitiesOnly=yes",
    "-o",
    "StrictHostKeyChecking=yes",
  ];
  return ["ssh", "-i", quote(keyFile), ...options, ...hosts].join(" ");
}

function quote(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
