import type { Clock, Random } from "@homeport/platform";
import { checkConfig } from "../config/config.ts";
import { AgentError } from "../errors.ts";
import type { AgentStatus } from "../local/messages.ts";
import type { DeclaredApp, HostFile, StateFiles } from "../state/files.ts";
import type { StateFolder } from "../state/folder.ts";
import { type HostKey, readHostKey } from "../state/host-key.ts";
import type { JsonFile } from "../state/json-file.ts";
import { tryTarget } from "../target/try-target.ts";
import { checkConfiguration, checkDisk, checkModes } from "./check-files.ts";
import { checkDns, checkTcp, checkTls } from "./check-network.ts";
import { checkRelay } from "./check-relay.ts";
import { type Finding, fail, ok } from "./finding.ts";

export interface DoctorParts {
  readonly folder: StateFolder;
  readonly files: StateFiles;
  readonly clock: Clock;
  readonly random: Random;
  /** Of the agent that runs; null when none does. */
  readonly running: AgentStatus | null;
  /** Only this app's target, when it is given. */
  readonly app: string | undefined;
}

/**
 * Looks at everything between this machine and its relay, in the order in which one thing needs
 * another. What cannot be looked at because an earlier thing failed is left out.
 */
export async function runDoctor(parts: DoctorParts): Promise<Finding[]> {
  const { folder } = parts;
  const findings = [await checkConfiguration(folder.configFile), await checkModes(folder)];
  const host = await readOrFind("enrolment", parts.files.host);
  if (host === null) {
    const remedy = "Make a code in the console under Hosts, then run: homeport enroll --code CODE";
    findings.push(fail("enrolment", `${folder.root} holds no host`, remedy));
  } else if ("check" in host) findings.push(host);
  else findings.push(...(await checkWay(parts, host)));
  const kept = await readOrFind("kept apps", parts.files.apps);
  if (kept !== null && "check" in kept) findings.push(kept);
  const apps = kept !== null && "apps" in kept ? kept.apps : [];
  for (const app of await targetsOf(parts, apps)) findings.push(await checkTarget(app));
  findings.push(await checkDisk(folder));
  // The version stands last, as what one would do last about a fault.
  const version = findings.findIndex(({ check }) => check === "version");
  return version < 0
    ? findings
    : [...findings.toSpliced(version, 1), ...findings.slice(version, version + 1)];
}

/** A file of the state folder, or that it is damaged: what can be looked at without it still is. */
async function readOrFind<T>(check: string, file: JsonFile<T>): Promise<T | null | Finding> {
  try {
    return await file.read();
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    return fail(check, error.message, error.remedy);
  }
}

async function checkWay(parts: DoctorParts, host: HostFile): Promise<Finding[]> {
  const key = await readKey(parts.folder);
  if ("check" in key) return [key];
  const relayUrl = new URL(host.relayUrl);
  const { config } = await checkConfig(parts.folder.configFile);
  const dns = await checkDns(relayUrl);
  if (dns.state === "fail") return [dns];
  const tcp = await checkTcp(relayUrl);
  if (tcp.state === "fail") return [dns, tcp];
  const nowMs = parts.clock.nowMs();
  const tls = await checkTls(relayUrl, nowMs, config?.relay.allowPlaintext ?? false);
  if (tls.state === "fail") return [dns, tcp, tls];
  const { folder, clock, random } = parts;
  const found = await checkRelay({ host, key, folder, clock, random }, parts.running);
  const [first, ...rest] = found;
  const clockFirst = first?.check === "clock";
  return clockFirst ? [first, dns, tcp, tls, ...rest] : [dns, tcp, tls, ...found];
}

/** The host's key, or why the agent cannot use it. */
async function readKey(folder: StateFolder): Promise<HostKey | Finding> {
  try {
    const key = await readHostKey(folder.keyFile);
    if (key !== null) return key;
    return fail(
      "host key",
      `${folder.keyFile} is missing`,
      "Restore it, or enrol with a new code.",
    );
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    return fail("host key", error.publicMessage, error.remedy);
  }
}

async function targetsOf(
  { folder, app }: DoctorParts,
  kept: readonly DeclaredApp[],
): Promise<readonly DeclaredApp[]> {
  const configured = (await checkConfig(folder.configFile)).config?.apps ?? [];
  const all = [
    ...configured,
    ...kept.filter((k) => !configured.some(({ name }) => name === k.name)),
  ];
  return app === undefined ? all : all.filter(({ name }) => name === app);
}

async function checkTarget({ name, target }: DeclaredApp): Promise<Finding> {
  const state = await tryTarget(target);
  const check = `target of ${name}`;
  if (state === "answers") return ok(check, `${target} accepts`);
  return fail(check, `${target}: ${state}`, "Start what listens there, or expose another target.");
}
