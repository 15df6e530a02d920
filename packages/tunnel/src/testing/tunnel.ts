import { type Clock, systemClock } from "@homeport/platform";
import { type Budget, createBudget } from "../budget.ts";
import type { MuxFaults } from "../faults.ts";
import { agentBudgetBytes, defaultLimits, type MuxLimits, relayBudgetBytes } from "../limits.ts";
import { createMuxWith } from "../mux.ts";
import type { GoAway, Mux, MuxEnd, MuxTerms } from "../mux-api.ts";
import type { MuxStream } from "../stream-api.ts";
import { createWheel, type Wheel } from "../wheel.ts";
import type { MemoryWireOptions } from "../wire/memory.ts";
import type { Wire, WireKind } from "../wire/wire.ts";
import { connectWires, type WirePair } from "./wires.ts";

export interface TunnelOptions {
  limits?: Partial<MuxLimits>;
  terms?: Partial<MuxTerms>;
  memory?: MemoryWireOptions;
  clock?: Clock;
  budgets?: { relay?: Budget; agent?: Budget };
  faults?: MuxFaults;
  /** What the agent does with a stream; it echoes when nothing is given. */
  onOpen?(stream: MuxStream): void;
}

/** One end of a tunnel under test, with all that it was told. */
export interface TunnelEnd {
  mux: Mux;
  wheel: Wheel;
  budget: Budget;
  goAways: GoAway[];
  ends: MuxEnd[];
}

export interface Tunnel {
  relay: TunnelEnd;
  agent: TunnelEnd;
  wires: WirePair;
  dispose(): Promise<void>;
}

/** A tunnel without its handshake: two muxes over a connected pair of wires. */
export async function openTunnel(kind: WireKind, options: TunnelOptions = {}): Promise<Tunnel> {
  const wires = await connectWires(kind, options.memory);
  const agent = startEnd("agent", wires, options, options.onOpen ?? echoStream);
  const relay = startEnd("relay", wires, options, (stream) => stream.reset(8));
  return {
    relay,
    agent,
    wires,
    async dispose() {
      relay.mux.destroy(4500, "test over");
      agent.mux.destroy(4500, "test over");
      await wires.dispose();
    },
  };
}

function startEnd(
  role: "relay" | "agent",
  wires: WirePair,
  options: TunnelOptions,
  onOpen: (stream: MuxStream) => void,
): TunnelEnd {
  const clock = options.clock ?? systemClock;
  const wheel = createWheel(clock);
  const budget =
    options.budgets?.[role] ?? createBudget(role === "relay" ? relayBudgetBytes : agentBudgetBytes);
  const terms = { creditBytes: defaultLimits.windowBytes, maxStreams: 1_024, ...options.terms };
  const goAways: GoAway[] = [];
  const ends: MuxEnd[] = [];
  const mux = createMuxWith(
    {
      role,
      wire: wires[role],
      clock,
      wheel,
      budget,
      local: terms,
      peer: terms,
      limits: options.limits ?? {},
      handlers: {
        onOpen,
        onGoAway: (goAway) => goAways.push(goAway),
        onClose: (end) => ends.push(end),
      },
    },
    options.faults ?? {},
  );
  return { mux, wheel, budget, goAways, ends };
}

/** A mux on a wire whose handshake is over; it echoes what the other side opens. */
export function startMux(role: "relay" | "agent", wire: Wire): Mux {
  return createMuxWith(
    {
      role,
      wire,
      clock: systemClock,
      wheel: createWheel(systemClock),
      budget: createBudget(relayBudgetBytes),
      local: { creditBytes: defaultLimits.windowBytes, maxStreams: 1_024 },
      peer: { creditBytes: defaultLimits.windowBytes, maxStreams: 1_024 },
      handlers: { onOpen: echoStream, onClose: () => undefined },
    },
    {},
  );
}

/** Sends every byte back, with back-pressure, and ends when the other side does. */
export function echoStream(stream: MuxStream): void {
  let heldBytes = 0;
  stream.accept();
  stream.listen({
    onData(bytes) {
      stream.markDelivered(bytes.length);
      if (stream.write(bytes)) stream.consumed(bytes.length);
      else heldBytes += bytes.length;
    },
    onDrain() {
      stream.consumed(heldBytes);
      heldBytes = 0;
    },
    onEnd: () => stream.end(),
    onClose: () => undefined,
  });
}
