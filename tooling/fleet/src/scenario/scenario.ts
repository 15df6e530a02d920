import type { Fleet, FleetPlan } from "../fleet.ts";
import type { Notes } from "./notes.ts";

/** How large a run is; each scenario uses what it needs of it. */
export interface Size {
  readonly relays: number;
  readonly hosts: number;
  readonly tunnels: number;
  /** Requests a second. */
  readonly perSecond: number;
  /** How long the load, or the trouble, lasts. */
  readonly seconds: number;
  /** Visitors that hold an event stream, and those that hold a WebSocket. */
  readonly events: number;
  readonly echoes: number;
  readonly rounds: number;
  readonly uploadBytes: number;
  /** The 99th percentile that new requests have to keep. */
  readonly p99Ms: number;
  readonly env: Readonly<Record<string, string>>;
  /** Workers of a scenario that is about work, rows that are due, and for how long a lease on one lasts. */
  readonly workers: number;
  readonly pieces: number;
  readonly leaseMs: number;
}

/** What a scenario is given. */
export interface Stage {
  readonly size: Size;
  /** The planted fault is to be there, which the claims must show. */
  readonly hasFault: boolean;
  readonly notes: Notes;
  /** Brings a fleet of this size up, or hands out the one that is kept; it is watched from now on. */
  open(plan?: Partial<FleetPlan>): Promise<Fleet>;
}

/** One story of a fleet: what happens to it, and what must hold all the same. */
export interface Scenario {
  readonly name: string;
  readonly about: string;
  /** The fault that a control plants, in words. */
  readonly fault: string;
  /** As operators would run it, with the settings of production where times matter. */
  readonly full: Partial<Size>;
  /** The same in seconds, on two cores, with shorter pings and drains. */
  readonly small: Partial<Size>;
  /** What its fleet needs beside the size. */
  readonly plan?: Partial<FleetPlan>;
  run(stage: Stage): Promise<void>;
}

/** What production sets, where a full run has to keep its times. */
export const productionEnv = {
  HOMEPORT_PING_MS: "5000",
  HOMEPORT_DRAIN_DELAY_MS: "5000",
  HOMEPORT_DRAIN_DEADLINE_MS: "20000",
};

/** A relay that its peers cannot dial: forwarding is off. */
export const forwardingOff = { HOMEPORT_RELAY_INTERNAL_URL: "http://127.0.0.1:1" };
