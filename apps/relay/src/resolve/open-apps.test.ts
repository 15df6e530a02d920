import type { AppEntry } from "@homeport/gate";
import { createVirtualClock } from "@homeport/platform";
import { expect, test } from "vitest";
import { createLastAccess } from "./last-access.ts";
import { touchOpenApps } from "./open-apps.ts";

const visit = (appId: string, carried = true) => ({ app: { appId } as AppEntry, carried });

test("an app with an open stream is visited once a minute for as long as that is open, and one timer does for all", async () => {
  const clock = createVirtualClock();
  const written: string[] = [];
  const lastAccess = createLastAccess({
    clock,
    write: async (appId) => void written.push(appId),
    onFault: () => {},
  });
  const visits = new Set([
    ...Array.from({ length: 30 }, () => visit("notes")),
    visit("held", false),
    { app: null, carried: true },
  ]);
  const touching = touchOpenApps({ clock, visits, lastAccess });
  lastAccess.note("notes");
  await clock.advance(59_999);
  expect(written).toEqual(["notes"]);
  await clock.advance(1);
  expect(written).toEqual(["notes", "notes"]);
  await clock.advance(120_000);
  expect(written).toHaveLength(4);
  visits.clear();
  await clock.advance(300_000);
  expect(written).toHaveLength(4);
  touching[Symbol.dispose]();
});
