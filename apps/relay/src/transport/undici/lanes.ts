import type { Budget, Mux, Wheel } from "@homeport/tunnel";
import type { LanePlace } from "../transport.ts";
import { IdleStreams } from "./idle-streams.ts";
import { Lane } from "./lane.ts";

/** Every pool there is: one for each tunnel and app that are in use together. */
export class Lanes {
  readonly #idle: IdleStreams;
  readonly #byTunnel = new WeakMap<Mux, Map<string, Lane>>();

  constructor(wheel: Wheel, budget: Pick<Budget, "usedBytes" | "maxBytes">) {
    this.#idle = new IdleStreams(wheel, budget);
  }

  of({ mux, key }: LanePlace): Lane {
    const lanes = this.#byTunnel.get(mux) ?? new Map<string, Lane>();
    this.#byTunnel.set(mux, lanes);
    const known = lanes.get(key);
    if (known !== undefined) return known;
    const lane = new Lane(mux, this.#idle, () => {
      if (lanes.get(key) === lane) lanes.delete(key);
    });
    lanes.set(key, lane);
    return lane;
  }
}
