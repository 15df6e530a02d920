import type { Clock } from "@homeport/platform";
import type { WireFile } from "../state/files.ts";
import type { JsonFile } from "../state/json-file.ts";
import type { WireChoice } from "./open-wire.ts";

const provenForMs = 24 * 60 * 60_000;
const refusedForMs = 60 * 60_000;
const diedYoungMs = 10_000;

/** Which carrier a slot dials with, decided anew at each attempt. */
export interface WireChooser {
  choose(slot: number, origin: string): WireChoice;
  /** A raw tunnel to that address brought bytes back intact. */
  noteRawProven(origin: string): void;
  noteRawRefused(origin: string): void;
  /** A raw tunnel ended by itself after `livedMs`; null when it was ended on purpose. */
  noteRawEnd(origin: string, livedMs: number | null): void;
}

interface ChooserParts {
  readonly wire: () => "auto" | WireChoice;
  /** `wire.json`, so that a restart knows what passed; a lost or damaged one costs one try. */
  readonly file: JsonFile<WireFile>;
  readonly clock: Pick<Clock, "nowMs">;
}

/**
 * `auto`: the first tunnel is a WebSocket, which passes everywhere; the others try the raw socket,
 * which costs less. A raw socket that brought 64 KiB back intact is used for every tunnel to that
 * address for a day; one that is refused, or dies within 10 s, means that something between does
 * not let it pass: WebSocket for an hour.
 */
export async function openWireChooser(parts: ChooserParts): Promise<WireChooser> {
  const { file, clock } = parts;
  const known = new Map((await file.readOrSetAside()).value?.wires.map((w) => [w.address, w]));
  let saving: Promise<unknown> = Promise.resolve();

  function remember(address: string, wire: WireChoice, forMs: number): void {
    known.set(address, { address, wire, untilMs: clock.nowMs() + forMs });
    const wires = [...known.values()].filter(({ untilMs }) => untilMs > clock.nowMs());
    saving = saving.then(() => file.write({ wires })).catch(() => undefined);
  }

  return {
    choose(slot, origin) {
      const wire = parts.wire();
      if (wire !== "auto") return wire;
      const learnt = known.get(origin);
      // A clock that fell back must not keep a memory for longer than it was meant.
      const leftMs = (learnt?.untilMs ?? 0) - clock.nowMs();
      if (learnt !== undefined && leftMs > 0 && leftMs <= provenForMs) return learnt.wire;
      return slot > 0 ? "raw" : "websocket";
    },
    noteRawProven: (origin) => remember(origin, "raw", provenForMs),
    noteRawRefused: (origin) => remember(origin, "websocket", refusedForMs),
    noteRawEnd(origin, livedMs) {
      if (livedMs !== null && livedMs < diedYoungMs) remember(origin, "websocket", refusedForMs);
    },
  };
}
