import type { Clock, Timer } from "@homeport/platform";
import type { Visit } from "../listen/visit.ts";
import type { LastAccess } from "./last-access.ts";

export interface OpenAppsDeps {
  readonly clock: Pick<Clock, "after">;
  /** Every visit that is not over. */
  readonly visits: Iterable<Pick<Visit, "app" | "carried">>;
  readonly lastAccess: LastAccess;
  readonly everyMs?: number;
}

/** Far below the minute in which one access of an app is written, so that none is missed by a hair. */
const defaultEveryMs = 10_000;

/** An app is in use for as long as something of it is carried: one timer says so for all that is open. */
export function touchOpenApps(deps: OpenAppsDeps): Disposable {
  const { everyMs = defaultEveryMs } = deps;
  let timer: Timer | null = null;

  function touch(): void {
    for (const { app, carried } of deps.visits)
      if (carried && app !== null) deps.lastAccess.note(app.appId);
    timer = deps.clock.after(everyMs, touch).unref();
  }

  timer = deps.clock.after(everyMs, touch).unref();
  return { [Symbol.dispose]: () => timer?.cancel() };
}
