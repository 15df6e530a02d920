import { listReplicas, type ReplicaFacts, type ReplicaVitals } from "@homeport/db";
import type { FleetContext } from "./context.ts";
import { isLive } from "./overview.ts";

export interface FleetLimit {
  readonly app: ReplicaFacts["app"];
  readonly name: string;
  /** What the class allows in the whole fleet; null where it is no program's own, such as the rate of an app. */
  readonly rate: { readonly perSecond: number; readonly burst: number } | null;
  /** What each replica grants of it. */
  readonly share: { readonly perSecond: number; readonly burst: number } | null;
  /** Whether Redis is asked for the sum of all replicas, at least by one of them. */
  readonly isFleet: boolean;
  /** In the last two minutes, by all live replicas together. */
  readonly refused: number;
  /** Networks that were refused most, and how often. */
  readonly top: readonly (readonly [network: string, count: number])[];
}

type Told = NonNullable<ReplicaVitals["limits"]>[number];

const mostNetworks = 5;

/** By app and class, as live replicas told at their last beat: those that refused most first, then by name. */
export async function readFleetLimits({ db }: Pick<FleetContext, "db">): Promise<FleetLimit[]> {
  const live = (await listReplicas(db.orm)).filter(isLive);
  const told = live.flatMap(({ app, capacity, vitals }) =>
    (vitals.limits ?? []).map((limit) => ({ app, capacity, limit })),
  );
  const byClass = Map.groupBy(told, ({ app, limit }) => `${app} ${limit.name}`);
  return [...byClass.values()]
    .flatMap(([first, ...others]) => {
      if (first === undefined) return [];
      const { app, capacity, limit } = first;
      const all = [limit, ...others.map((other) => other.limit)];
      const isFleet = all.some((each) => each.isFleet);
      return { app, name: limit.name, ...rateOf(limit, capacity), isFleet, ...sumOf(all) };
    })
    .sort((one, other) => other.refused - one.refused || compareNames(one, other));
}

function compareNames(one: FleetLimit, other: FleetLimit): number {
  return `${one.app} ${one.name}`.localeCompare(`${other.app} ${other.name}`);
}

function rateOf({ rate }: Told, capacity: number): Pick<FleetLimit, "rate" | "share"> {
  if (rate === null) return { rate, share: null };
  const burst = Math.max(1, Math.floor(rate.burst / capacity));
  return { rate, share: { perSecond: rate.perSecond / capacity, burst } };
}

function sumOf(limits: readonly Told[]): Pick<FleetLimit, "refused" | "top"> {
  const networks = new Map<string, number>();
  for (const [network, count] of limits.flatMap(({ top }) => top)) {
    networks.set(network, (networks.get(network) ?? 0) + count);
  }
  return {
    refused: limits.reduce((sum, { refused }) => sum + refused, 0),
    top: [...networks].sort((one, other) => other[1] - one[1]).slice(0, mostNetworks),
  };
}
