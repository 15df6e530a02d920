import type { FeedSubscriber } from "@homeport/coordination";
import type { AppReportInput } from "@homeport/hosts";
import { createVirtualClock } from "@homeport/platform";
import { expect, test } from "vitest";
import { createKnownReports } from "./known-reports.ts";

const report: AppReportInput = {
  ...{ hostId: "attic", appId: "notes", generation: 3 },
  ...{ status: "running", code: null, detail: null },
};

function open() {
  const clock = createVirtualClock();
  const subscribers: FeedSubscriber[] = [];
  const feed = {
    subscribe: (_topics: readonly string[], subscriber: FeedSubscriber) => {
      subscribers.push(subscriber);
      return () => {};
    },
  };
  const known = createKnownReports({ clock, feed });
  const write = (said: AppReportInput) => known.begin(said)?.written();
  return { clock, known, write, feed: subscribers[0] as FeedSubscriber };
}

test("a report that was written is known for a minute, and one that says anything else is not", async () => {
  const { clock, known, write } = open();
  write(report);
  expect(known.begin(report)).toBeNull();
  for (const other of [{ generation: 4 }, { status: "stopped" }, { hostId: "cellar" }] as const) {
    expect(known.begin({ ...report, ...other })).not.toBeNull();
    write(report);
  }
  await clock.advance(60_000);
  expect(known.begin(report)).not.toBeNull();
});

test("a report that could not be written is not known", () => {
  const { known } = open();
  known.begin(report);
  expect(known.begin(report)).not.toBeNull();
});

test("a change of the app, or a gap in the news of changes, makes its report worth writing again", () => {
  const { known, write, feed } = open();
  write(report);
  feed.apply("app.status", "notes");
  expect(known.begin(report)).not.toBeNull();
  write(report);
  feed.flush("reconnect");
  expect(known.begin(report)).not.toBeNull();
});

test("a change that falls into the writing of a report leaves nothing known", () => {
  const { known, feed } = open();
  const writing = known.begin(report);
  feed.apply("app.desired", "notes");
  writing?.written();
  expect(known.begin(report)).not.toBeNull();
});
