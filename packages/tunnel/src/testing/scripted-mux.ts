import { createVirtualClock, type VirtualClock } from "@homeport/platform";
import { type Budget, createBudget } from "../budget.ts";
import type { MuxFaults } from "../faults.ts";
import { headerBytes } from "../frame.ts";
import type { MuxLimits } from "../limits.ts";
import { createMuxWith } from "../mux.ts";
import type { GoAway, Mux, MuxEnd, MuxRole, MuxTerms } from "../mux-api.ts";
import type { MuxStream } from "../stream-api.ts";
import { createWheel, type Wheel } from "../wheel.ts";
import { ScriptedWire } from "./scripted-wire.ts";

export interface ScriptedMux {
  mux: Mux;
  wire: ScriptedWire;
  clock: VirtualClock;
  wheel: Wheel;
  budget: Budget;
  opened: MuxStream[];
  goAways: GoAway[];
  ends: MuxEnd[];
  suspected: number[];
  exhausted: number;
}

export interface ScriptedOptions {
  role?: MuxRole;
  limits?: Partial<MuxLimits>;
  local?: Partial<MuxTerms>;
  peer?: Partial<MuxTerms>;
  budget?: Budget;
  clock?: VirtualClock;
  wheel?: Wheel;
  faults?: MuxFaults;
  onOpen?(stream: MuxStream): void;
}

const terms = { creditBytes: 262_144, maxStreams: 1_024 };

/** A mux whose peer is the test, on a clock that the test moves. */
export function scriptMux(options: ScriptedOptions = {}): ScriptedMux {
  const clock = options.clock ?? createVirtualClock();
  const wheel = options.wheel ?? createWheel(clock);
  const budget = options.budget ?? createBudget(2 ** 40);
  const wire = new ScriptedWire();
  const opened: MuxStream[] = [];
  const goAways: GoAway[] = [];
  const ends: MuxEnd[] = [];
  const suspected: number[] = [];
  const mux = createMuxWith(
    {
      role: options.role ?? "agent",
      wire,
      clock,
      wheel,
      budget,
      local: { ...terms, ...options.local },
      peer: { ...terms, ...options.peer },
      limits: options.limits ?? {},
      handlers: {
        onOpen(stream) {
          opened.push(stream);
          options.onOpen?.(stream);
        },
        onGoAway: (goAway) => goAways.push(goAway),
        onSuspect: (silentMs) => suspected.push(silentMs),
        onExhausted() {
          scripted.exhausted += 1;
        },
        onClose: (end) => ends.push(end),
      },
    },
    options.faults ?? {},
  );
  const told = { opened, goAways, ends, suspected };
  const scripted = { mux, wire, clock, wheel, budget, ...told, exhausted: 0 };
  return scripted;
}

export interface SentFrame {
  type: number;
  fin: boolean;
  streamId: number;
  payload: Buffer;
}

/** What the mux has sent, frame by frame. */
export function framesOf(bytes: Buffer): SentFrame[] {
  const frames: SentFrame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUIntBE(at, 3);
    const typeByte = bytes.readUInt8(at + 3);
    const payload = bytes.subarray(at + headerBytes, at + headerBytes + length);
    const fin = (typeByte & 0x80) !== 0;
    frames.push({ type: typeByte & 0x3f, fin, streamId: bytes.readUInt32BE(at + 4), payload });
    at += headerBytes + length;
  }
  return frames;
}

/** One turn of the event loop: what was written in it has been flushed. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
