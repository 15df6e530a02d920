import { sign } from "node:crypto";
import { hostname } from "node:os";
import { enrolmentMessage, machineMessage } from "@homeport/tunnel";
import type { HostFile, StateFiles } from "../state/files.ts";
import { ensureStateFolder, type StateFolder } from "../state/folder.ts";
import { ensureHostKey, type HostKey } from "../state/host-key.ts";
import { agentVersion } from "../version.ts";
import { askConsole, openConsole } from "./console.ts";
import { readMachineFacts } from "./machine-facts.ts";

export interface EnrollInput {
  readonly webUrl: string;
  readonly code: string | undefined;
  /** The signed token of the CLI sign-in; used when there is no code. */
  readonly token: string | null;
  readonly name: string | undefined;
  readonly organization: string | undefined;
  /** The key of a host that this machine is already, in another organization; it vouches that both are one machine. */
  readonly machineKey: HostKey | null;
}

/**
 * Makes this machine a host. The key is on disk before anybody hears of it, and the same key
 * enrolled again is the same host: so a crash at any point is repaired by running it once more.
 */
export async function enrollMachine(
  folder: StateFolder,
  files: StateFiles,
  input: EnrollInput,
): Promise<{ host: HostFile; created: boolean }> {
  await ensureStateFolder(folder);
  const key = await ensureHostKey(folder);
  const console = openConsole(input.webUrl, input.token, input.organization);
  const publicKey = key.publicKey.toString("base64url");
  const enrolled = await askConsole(input.webUrl, async () => {
    const { challenge } = await console.hosts.challenge.mutate({ publicKey });
    const signature = sign(null, enrolmentMessage(challenge), key.privateKey).toString("base64url");
    return await console.hosts.enroll.mutate({
      publicKey,
      challenge,
      signature,
      osHostName: hostname(),
      facts: { ...readMachineFacts(), agentVersion },
      ...(input.code === undefined ? {} : { code: input.code }),
      ...(input.name === undefined ? {} : { name: input.name }),
      ...(input.machineKey === null ? {} : { machine: vouch(input.machineKey, key, challenge) }),
    });
  });
  const host: HostFile = {
    hostId: enrolled.hostId,
    machineId: enrolled.machineId,
    organizationId: enrolled.organizationId,
    name: enrolled.machineName,
    webUrl: enrolled.webUrl,
    relayUrl: enrolled.relayUrl,
  };
  await files.host.write(host);
  return { host, created: enrolled.created };
}

function vouch(
  by: HostKey,
  { publicKey }: HostKey,
  challenge: string,
): { publicKey: string; signature: string } {
  const signature = sign(null, machineMessage(publicKey, challenge), by.privateKey);
  return {
    publicKey: by.publicKey.toString("base64url"),
    signature: signature.toString("base64url"),
  };
}
