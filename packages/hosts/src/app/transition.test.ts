import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type AppEvent,
  type AppStatus,
  appEvents,
  appStatuses,
  type DesiredState,
  type Next,
  transition,
} from "./transition.ts";

/** Every pair that means something while an app is wanted, as status, event and where it leads. */
const legal: readonly [AppStatus, AppEvent, Next][] = [
  ["queued", "accepted", "installing"],
  ["queued", "error", "failed"],
  ["queued", "deadline", "failed"],
  ["installing", "created", "starting"],
  ["installing", "error", "failed"],
  ["installing", "deadline", "failed"],
  ["stopped", "install-asked", "queued"],
  ["stopped", "start-asked", "starting"],
  ["failed", "install-asked", "queued"],
  ["failed", "start-asked", "starting"],
  ["failed", "seen-stopped", "failed"],
  ["starting", "install-asked", "queued"],
  ["starting", "probe-passed", "running"],
  ["starting", "exited", "failed"],
  ["starting", "error", "failed"],
  ["starting", "deadline", "failed"],
  ["starting", "stop-asked", "stopping"],
  ["running", "install-asked", "queued"],
  ["running", "start-asked", "starting"],
  ["running", "stop-asked", "stopping"],
  ["running", "exited", "failed"],
  ["running", "seen-stopped", "stopped"],
  ["stopping", "install-asked", "queued"],
  ["stopping", "seen-stopped", "starting"],
  ["stopping", "start-asked", "stopping"],
  ["stopping", "probe-passed", "running"],
  ["stopping", "error", "failed"],
  ["stopping", "deadline", "failed"],
  ["uninstalling", "uninstall-asked", "uninstalling"],
  ["uninstalling", "removed", "gone"],
  ["uninstalling", "missing", "gone"],
  ["uninstalling", "error", "failed"],
  ["uninstalling", "deadline", "failed"],
];

/** What the same pair means when something else is wanted. */
const wantedOtherwise: readonly [AppStatus, AppEvent, DesiredState, Next][] = [
  ["installing", "created", "stopped", "stopped"],
  ["stopping", "seen-stopped", "stopped", "stopped"],
  ["stopping", "probe-passed", "stopped", null],
  ["failed", "removed", "uninstalled", "gone"],
  ["failed", "seen-stopped", "stopped", "stopped"],
];

function expected(status: AppStatus, event: AppEvent): Next {
  const found = legal.find(([from, on]) => from === status && on === event);
  if (found !== undefined) return found[2];
  if (event === "uninstall-asked") return "uninstalling";
  return event === "missing" ? "failed" : null;
}

const pairs = appStatuses.flatMap((status) => appEvents.map((event) => [status, event] as const));

test.each(pairs)(
  "%s on %s leads where the table says, and any other pair nowhere",
  (status, event) => {
    expect(transition(status, event, "running")).toBe(expected(status, event));
  },
);

test.each(wantedOtherwise)(
  "%s on %s with %s wanted leads to %s",
  (status, event, desired, next) => {
    expect(transition(status, event, desired)).toBe(next);
  },
);

test("an app begins with its installation and with nothing else", () => {
  const begins = appEvents.filter((event) => transition(null, event, "running") !== null);
  expect(begins).toEqual(["install-asked"]);
});

test("an app that is wanted gone comes back by no event but a new installation", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...appEvents), { maxLength: 30 }), (events) => {
      let at: AppStatus = "uninstalling";
      for (const event of events) {
        // The verbs ask for nothing while it is being removed.
        if (event === "install-asked" || event === "start-asked") continue;
        const next = transition(at, event, "uninstalled");
        if (next === "gone") return;
        at = next ?? at;
        expect(["uninstalling", "failed", "stopped"]).toContain(at);
      }
    }),
  );
});
