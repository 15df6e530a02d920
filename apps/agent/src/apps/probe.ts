import { get } from "node:http";
import { connect } from "node:net";
import type { Clock } from "@homeport/platform";
import type { AppManifest } from "@homeport/tunnel";
import { AppFailure } from "./failure.ts";
import type { AppLimits } from "./limits.ts";

export type Probe = NonNullable<AppManifest["probe"]>;

/** An answer to `/`, where a manifest asks for nothing else. */
export const defaultProbe: Probe = { kind: "http", path: "/" };

/** Whether what listens on a port of this machine answers, within `withinMs`. */
export function probeOnce(probe: Probe, port: number, withinMs: number): Promise<boolean> {
  return probe.kind === "tcp" ? takesConnection(port, withinMs) : answers(probe, port, withinMs);
}

function takesConnection(port: number, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    const settle = (isReady: boolean) => {
      socket.destroy();
      resolve(isReady);
    };
    socket.setTimeout(withinMs, () => settle(false));
    socket.once("connect", () => settle(true));
    socket.on("error", () => settle(false));
  });
}

/** The whole exchange has its time, not each of its bytes. */
function answers(
  probe: Probe & { kind: "http" },
  port: number,
  withinMs: number,
): Promise<boolean> {
  const signal = AbortSignal.timeout(withinMs);
  return new Promise((resolve) => {
    const place = { host: "127.0.0.1", port, path: probe.path, agent: false, signal };
    const request = get({ ...place, headers: { "user-agent": "homeport-probe" } }, (response) => {
      response.on("error", () => undefined);
      request.destroy();
      resolve((response.statusCode ?? 500) < 500);
    });
    request.on("error", () => resolve(false));
  });
}

export interface ReadyParts {
  readonly probe: Probe;
  readonly port: number;
  readonly settleMs: number;
  readonly clock: Clock;
  readonly limits: AppLimits;
  readonly signal: AbortSignal;
  /** How often it is worth asking whether it has ended. */
  readonly lifeEveryMs: number;
  /** Why there is nothing left that could answer; null while there is. */
  hasEnded(): Promise<string | null>;
}

/**
 * Waits until the probe passes, and then as long as the app is to settle. Throws `EXITED` when it ends meanwhile,
 * `START_TIMEOUT` when it does not get ready, and the signal's reason.
 */
export async function untilReady(parts: ReadyParts): Promise<void> {
  const { probe, port, clock, limits, signal } = parts;
  const endsAtMs = clock.monotonicMs() + limits.probeAllMs;
  let askAtMs = clock.monotonicMs() + parts.lifeEveryMs;
  while (!(await probeOnce(probe, port, limits.probeEachMs))) {
    if (clock.monotonicMs() >= askAtMs) {
      await requireLife(parts);
      askAtMs = clock.monotonicMs() + parts.lifeEveryMs;
    }
    if (clock.monotonicMs() >= endsAtMs)
      throw new AppFailure("START_TIMEOUT", unreadyDetail(parts));
    await clock.sleep(limits.probeEveryMs, signal);
  }
  signal.throwIfAborted();
  if (parts.settleMs > 0) await clock.sleep(parts.settleMs, signal);
  // A stranger on its port answers as well as the app itself.
  await requireLife(parts);
}

async function requireLife(parts: ReadyParts): Promise<void> {
  const end = await parts.hasEnded();
  if (end !== null) throw new AppFailure("EXITED", end);
}

function unreadyDetail({ probe, port, limits }: ReadyParts): string {
  const asked =
    probe.kind === "tcp"
      ? `no connection to port ${port}`
      : `no answer to ${probe.path} on port ${port}`;
  return `${asked} within ${Math.round(limits.probeAllMs / 1_000)} s`;
}
