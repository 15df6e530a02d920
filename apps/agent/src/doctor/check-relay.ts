import { closeCodes, HandshakeError, type RelayHello } from "@homeport/tunnel";
import { askLocal } from "../local/client.ts";
import { type AgentStatus, measureAnswerSchema } from "../local/messages.ts";
import { agentVersion } from "../version.ts";
import { type Finding, fail, ok, reasonOf, warn } from "./finding.ts";
import {
  type OwnTunnel,
  openOwnTunnel,
  type RelayVisitParts,
  readRelayHello,
  tryWire,
} from "./relay-visit.ts";

const maxClockGapMs = 60_000;
const echoBytes = 64 * 1024;
const bulkBytes = 1024 * 1024;

/** What can be asked of a relay: by the tunnels of the agent that runs, or by one of our own. */
export async function checkRelay(
  parts: RelayVisitParts,
  running: AgentStatus | null,
): Promise<Finding[]> {
  const upgrades = [await checkUpgrade(parts, "websocket"), await checkUpgrade(parts, "raw")];
  const live = running?.slots.filter(({ state }) => state === "live") ?? [];
  if (live.length > 0) {
    const relay = await readRelayHello(parts).catch(() => null);
    const names = live.map(({ relayId }) => relayId).join(", ");
    const credential = ok("credential", `live at ${names}`);
    const echoes = await checkRunningEchoes(parts.folder.socketPath);
    return inOrder(parts, relay, [...upgrades, credential, ...echoes]);
  }
  let tunnel: OwnTunnel;
  try {
    tunnel = await openOwnTunnel(parts);
  } catch (error) {
    const relay = await readRelayHello(parts).catch(() => null);
    return inOrder(parts, relay, [...upgrades, judgeRefusal(error)]);
  }
  const credential = ok("credential", `${tunnel.relay.relayId} accepts this host's key`);
  const echoes = [await checkEcho(tunnel, "echo", echoBytes)];
  echoes.push(await checkEcho(tunnel, "1 MiB each way", bulkBytes));
  tunnel.close();
  return inOrder(parts, tunnel.relay, [...upgrades, credential, ...echoes]);
}

/** The clock stands before what needs it, the version last. */
function inOrder(parts: RelayVisitParts, relay: RelayHello | null, rest: Finding[]): Finding[] {
  if (relay === null) return rest;
  return [judgeClock(relay.timeMs, parts.clock.nowMs()), ...rest, judgeVersion(relay)];
}

/** Both times are epoch ms; the way here takes part of what differs. */
export function judgeClock(relayTimeMs: number, nowMs: number): Finding {
  const gapMs = Math.abs(nowMs - relayTimeMs);
  const detail = `${(gapMs / 1_000).toFixed(1)} s from the relay's`;
  if (gapMs <= maxClockGapMs) return ok("clock", detail);
  return warn("clock", detail, "Let this machine keep its time by NTP: timedatectl set-ntp true");
}

function judgeVersion({ minAgentVersion }: RelayHello): Finding {
  const isOld = agentVersion.localeCompare(minAgentVersion, "en", { numeric: true }) < 0;
  const detail = `${agentVersion}; the relay takes ${minAgentVersion} and newer`;
  return isOld ? fail("version", detail, "Install a newer agent.") : ok("version", detail);
}

async function checkUpgrade(
  { host }: RelayVisitParts,
  choice: "websocket" | "raw",
): Promise<Finding> {
  const check = `upgrade to ${choice}`;
  try {
    await tryWire(choice, host);
    return ok(check, "accepted");
  } catch (error) {
    if (choice === "raw") {
      const remedy = "Nothing is needed: the agent uses websocket. relay.wire: websocket says so.";
      return warn(check, reasonOf(error), remedy);
    }
    const remedy = "Let the proxy before the relay pass WebSocket upgrades for /tunnel.";
    return fail(check, reasonOf(error), remedy);
  }
}

function judgeRefusal(error: unknown): Finding {
  const code = error instanceof HandshakeError ? error.closeCode : null;
  const detail = error instanceof HandshakeError ? (error.detail ?? "refused") : reasonOf(error);
  const remedy = remedyOf(code);
  return code === closeCodes.REPLACED
    ? warn("credential", "another agent runs with this host's key", remedy)
    : fail("credential", detail, remedy);
}

function remedyOf(code: number | null): string {
  switch (code) {
    case closeCodes.CREDENTIAL:
    case closeCodes.REVOKED:
      return "See in the console whether this host was revoked; enrol again with a new code.";
    case closeCodes.VERSION:
      return "Install a newer agent.";
    case closeCodes.REPLACED:
      return "Stop the other one, or enrol this machine anew.";
    default:
      return "See whether the relay is in order; homeport doctor asks again.";
  }
}

async function checkEcho(tunnel: OwnTunnel, check: string, byteCount: number): Promise<Finding> {
  try {
    return ok(check, `intact in ${Math.round(await tunnel.echo(byteCount))} ms`);
  } catch (error) {
    return noEcho(check, reasonOf(error));
  }
}

async function checkRunningEchoes(socketPath: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [check, byteCount] of [
    ["echo", echoBytes],
    ["1 MiB each way", bulkBytes],
  ] as const) {
    const answer = await askLocal(socketPath, { op: "measure", byteCount });
    const echoes = measureAnswerSchema.parse(answer);
    const broken = echoes.find(({ error }) => error !== null);
    const times = echoes.map(({ relayId, wire, echoMs }) => {
      return `${relayId} (${wire}) ${Math.round(echoMs ?? 0)} ms`;
    });
    findings.push(
      broken === undefined
        ? ok(check, `intact: ${times.join(", ")}`)
        : noEcho(check, `${broken.relayId}: ${broken.error}`),
    );
  }
  return findings;
}

function noEcho(check: string, detail: string): Finding {
  const remedy = "Something between here and the relay cuts or changes bytes: try relay.wire.";
  return fail(check, detail, remedy);
}
