import { isIP } from "node:net";
import type { Clock } from "@homeport/platform";

/** What one class has refused lately, and to whom most. */
export interface RefusedClass {
  readonly refused: number;
  /** Networks and how often, the most first. */
  readonly top: readonly (readonly [network: string, count: number])[];
}

export interface Refusals {
  note(rateClass: string, key: string): void;
  /** Of the last one to two minutes; a class that refused nobody is left out. */
  read(): ReadonlyMap<string, RefusedClass>;
}

type Window = Map<string, { refused: number; networks: Map<string, number> }>;

const windowMs = 60_000;
/** A flood from everywhere says no more than its first networks do. */
const mostNetworks = 200;
const topNetworks = 3;

/** Counts refusals for an operator to look at, in two windows that take turns. Nothing here decides anything. */
export function createRefusals(clock: Pick<Clock, "monotonicMs">): Refusals {
  let startedMs = clock.monotonicMs();
  let current: Window = new Map();
  let previous: Window = new Map();

  function turn(): void {
    const passedMs = clock.monotonicMs() - startedMs;
    if (passedMs < windowMs) return;
    previous = passedMs < 2 * windowMs ? current : new Map();
    current = new Map();
    startedMs += Math.floor(passedMs / windowMs) * windowMs;
  }

  return {
    note(rateClass, key) {
      turn();
      const counted = current.get(rateClass) ?? { refused: 0, networks: new Map<string, number>() };
      current.set(rateClass, counted);
      counted.refused += 1;
      const network = networkOf(key);
      const { networks } = counted;
      if (network === null || (!networks.has(network) && networks.size >= mostNetworks)) return;
      networks.set(network, (networks.get(network) ?? 0) + 1);
    },
    read() {
      turn();
      const names = new Set([...previous.keys(), ...current.keys()]);
      return new Map([...names].map((name) => [name, sum(previous.get(name), current.get(name))]));
    },
  };
}

function sum(...windows: (ReturnType<Window["get"]> | undefined)[]): RefusedClass {
  const networks = new Map<string, number>();
  let refused = 0;
  for (const window of windows) {
    refused += window?.refused ?? 0;
    for (const [network, count] of window?.networks ?? []) {
      networks.set(network, (networks.get(network) ?? 0) + count);
    }
  }
  const top = [...networks].sort((one, other) => other[1] - one[1]).slice(0, topNetworks);
  return { refused, top };
}

/** The /24 or /48 in which the address of a key lies; null for a key that names none, such as a person. */
export function networkOf(key: string): string | null {
  const address = key.split(" ").at(-1)?.split("/")[0] ?? "";
  switch (isIP(address)) {
    case 4:
      return `${address.split(".").slice(0, 3).join(".")}.0/24`;
    case 6:
      return `${firstGroups(address)}::/48`;
    default:
      return null;
  }
}

/** The first three groups; those that `::` stands for are zero. */
function firstGroups(address: string): string {
  const [head = ""] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  return [...groups, "0", "0", "0"].slice(0, 3).join(":");
}
