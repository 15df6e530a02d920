import { sign } from "node:crypto";
import type { Clock, Random } from "@homeport/platform";
import {
  agentBudgetBytes,
  closeCodes,
  createBudget,
  createMux,
  createWheel,
  type DialedRelay,
  defaultLimits,
  dialHandshake,
  maxStreamsPerTunnel,
  type RelayHello,
  rstCodes,
  type Wire,
} from "@homeport/tunnel";
import { readMachineFacts } from "../console/machine-facts.ts";
import { openEpochs } from "../state/epoch.ts";
import type { HostFile } from "../state/files.ts";
import type { StateFolder } from "../state/folder.ts";
import type { HostKey } from "../state/host-key.ts";
import { measureEcho } from "../tunnel/measure-echo.ts";
import { openWire, type WireChoice } from "../tunnel/open-wire.ts";
import { agentVersion } from "../version.ts";

const openWithinMs = 10_000;

export interface RelayVisitParts {
  readonly host: HostFile;
  readonly key: HostKey;
  readonly folder: StateFolder;
  readonly clock: Clock;
  readonly random: Random;
}

/** Thrown inside a handshake that is left once the relay has said who it is. */
class SeenEnough extends Error {}

/** Opens and leaves a wire; throws what kept it from opening. */
export async function tryWire(choice: WireChoice, host: HostFile): Promise<void> {
  (await openWire(choice, dialOf(host))).destroy();
}

/** What the relay says of itself, without a tunnel: the agent that runs keeps its own. */
export async function readRelayHello(parts: RelayVisitParts): Promise<RelayHello> {
  const wire = await openWire("websocket", dialOf(parts.host));
  let seen: RelayHello | null = null;
  try {
    await shakeHands(parts, wire, 0, (relay) => {
      seen = relay;
      throw new SeenEnough();
    });
  } catch (error) {
    if (!(error instanceof SeenEnough)) throw error;
  } finally {
    wire.destroy();
  }
  if (seen === null) throw new Error("the relay said nothing");
  return seen;
}

/** What a tunnel of the doctor's own showed; times are in ms. */
export interface OwnTunnel {
  readonly relay: RelayHello;
  /** Brings a number of bytes there and back. */
  echo(byteCount: number): Promise<number>;
  close(): void;
}

/**
 * A tunnel where no agent runs. It asks the relay at once to open nothing on it, and what was
 * opened before that arrived is answered as not delivered.
 */
export async function openOwnTunnel(parts: RelayVisitParts): Promise<OwnTunnel> {
  const { clock, random } = parts;
  const wire = await openWire("websocket", dialOf(parts.host));
  const epoch = await openEpochs(parts.folder, clock).next();
  const { relay } = await shakeHands(parts, wire, epoch, () => undefined);
  const mux = createMux({
    ...{ role: "agent", wire, clock, wheel: createWheel(clock), local: terms, peer: relay },
    budget: createBudget(agentBudgetBytes),
    handlers: {
      onOpen: (stream) => stream.reset(rstCodes.NOT_DELIVERED),
      onClose: () => undefined,
    },
  });
  mux.goAway(closeCodes.AGENT_STOP, 0, "homeport doctor looks");
  return {
    relay,
    echo: (byteCount) => measureEcho(mux, Buffer.from(random.bytes(byteCount)), clock),
    close: () => mux.close(closeCodes.AGENT_STOP, "homeport doctor has seen enough"),
  };
}

const terms = { creditBytes: defaultLimits.windowBytes, maxStreams: maxStreamsPerTunnel };

function dialOf(host: HostFile) {
  const signal = AbortSignal.timeout(openWithinMs);
  return { relayUrl: new URL(host.relayUrl), hostId: host.hostId, avoid: [], signal };
}

function shakeHands(
  { host, key, clock }: RelayVisitParts,
  wire: Wire,
  epoch: number,
  onHello: (relay: RelayHello) => void,
): Promise<DialedRelay> {
  return dialHandshake({
    wire,
    clock,
    hello: (relay) => {
      onHello(relay);
      const { hostId, machineId } = host;
      const facts = readMachineFacts();
      return {
        hostId,
        machineId,
        run: epoch,
        epoch,
        slot: 0,
        agentVersion,
        facts,
        features: [],
        ...terms,
      };
    },
    sign: (message) => sign(null, message, key.privateKey),
  });
}
