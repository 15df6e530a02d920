import { waitFor } from "@homeport/testkit";
import type { Fleet } from "../fleet.ts";
import { openWatchers, type Watchers } from "../load/keep-open.ts";
import { type Load, openLoad } from "../load/open-load.ts";
import type { Size } from "./scenario.ts";

const upWithinMs = 15_000;
const warmMs = 1_000;

/** The visitors of a scenario, warmed up: requests at a fixed rate to every app in turn. */
export async function startLoad(fleet: Fleet, size: Pick<Size, "perSecond">): Promise<Load> {
  const { visitor, appHosts: hosts } = fleet;
  const load = openLoad({ ...visitor, perSecond: size.perSecond, hosts, effectEvery: 5 });
  await load.lasts(warmMs);
  return load;
}

/** Those that hold a connection, once all of them hear something. */
export async function startWatchers(
  fleet: Fleet,
  { events, echoes }: Pick<Size, "events" | "echoes">,
): Promise<Watchers & { allAlive(): Promise<unknown> }> {
  const watchers = openWatchers({ ...fleet.visitor, hosts: fleet.appHosts, events, echoes });
  const allAlive = () =>
    waitFor(() => watchers.aliveCount() === events + echoes, {
      deadlineMs: upWithinMs,
      what: "all watchers alive",
    });
  await allAlive();
  return { ...watchers, allAlive };
}
