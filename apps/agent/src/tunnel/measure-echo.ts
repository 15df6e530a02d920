import type { Clock, Random } from "@homeport/platform";
import type { Mux } from "@homeport/tunnel";
import type { LiveTunnel } from "../supervisor/live-tunnel.ts";

const withinMs = 15_000;
const noFields = { hops: 0, hostId: "", appId: "", target: "", visitorAddress: "", requestId: "" };

/** Bytes came back changed, too many or too few: the wire does not carry what it is given. */
export class EchoBroken extends Error {}

/**
 * Sends `bytes` to the relay on a stream of kind echo and compares what comes back. Answers how long
 * that took, in ms. Throws `EchoBroken` where they differ, and a plain error where no answer came or
 * the relay has no echo.
 */
export function measureEcho(mux: Mux, bytes: Buffer, clock: Clock): Promise<number> {
  const beganAtMs = clock.monotonicMs();
  return new Promise((resolve, reject) => {
    let received = 0;
    let intact = true;
    const stream = mux.open(
      { kind: "echo", ...noFields },
      {
        onData(chunk) {
          const end = received + chunk.length;
          intact &&= end <= bytes.length && chunk.equals(bytes.subarray(received, end));
          received = end;
          if (typeof stream !== "string") stream.consumed(chunk.length);
        },
        onEnd: () => undefined,
        onClose(end) {
          timer.cancel();
          if (end.kind !== "ended") reject(new Error("the relay has no echo"));
          else if (!intact || received !== bytes.length) reject(new EchoBroken("bytes changed"));
          else resolve(clock.monotonicMs() - beganAtMs);
        },
      },
    );
    const timer = clock.after(withinMs, () => {
      reject(new Error("the echo did not come back in time"));
      if (typeof stream !== "string") stream.reset(1);
    });
    if (typeof stream === "string") {
      timer.cancel();
      reject(new Error(`no stream could be opened (${stream})`));
      return;
    }
    stream.end(bytes);
  });
}

/** What one tunnel's echo took, in ms; `error` says why there is none. */
export interface EchoReport {
  readonly relayId: string;
  readonly wire: string;
  readonly echoMs: number | null;
  readonly error: string | null;
}

/** Measures every tunnel in turn, so that they do not share the line while they are timed. */
export async function measureTunnels(
  tunnels: ReadonlyMap<Pick<LiveTunnel, "relayId" | "wire">, Mux>,
  byteCount: number,
  { clock, random }: { clock: Clock; random: Random },
): Promise<EchoReport[]> {
  const reports: EchoReport[] = [];
  for (const [{ relayId, wire }, mux] of tunnels) {
    try {
      const echoMs = await measureEcho(mux, Buffer.from(random.bytes(byteCount)), clock);
      reports.push({ relayId, wire, echoMs, error: null });
    } catch (error) {
      const reason = error instanceof Error ? error.message : "failed";
      reports.push({ relayId, wire, echoMs: null, error: reason });
    }
  }
  return reports;
}
