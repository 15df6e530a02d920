import type { FeedSubscriber } from "@homeport/coordination";
import type { DesiredApp } from "@homeport/hosts";
import { createVirtualClock } from "@homeport/platform";
import { expect, test } from "vitest";
import type { LiveTunnel } from "../tunnels/live-tunnel.ts";
import { createDesiredTeller } from "./tell-desired.ts";

function app(appId: string, hostId = "attic"): DesiredApp {
  return {
    ...{ hostId, appId, name: appId, generation: 1, desired: "running", manifest: {} },
    ...{ kind: null, isIdle: false, deleteData: false },
  };
}

/** A teller over a store of these apps; `asked` names each question that the store got. */
function open(rows: readonly DesiredApp[]) {
  const clock = createVirtualClock();
  const subscribers: FeedSubscriber[] = [];
  const asked: string[] = [];
  const faults: unknown[] = [];
  const store = { away: false };
  const ask = (question: string) => {
    asked.push(question);
    if (store.away) throw new Error("away");
  };
  const teller = createDesiredTeller({
    clock,
    feed: {
      subscribe: (_topics, subscriber) => {
        subscribers.push(subscriber);
        return () => {};
      },
    },
    events: { storeFailed: (_what, error) => faults.push(error) },
    async readOfHosts(hostIds) {
      ask(`hosts ${hostIds.join(",")}`);
      return rows.filter(({ hostId }) => hostIds.includes(hostId));
    },
    async readOne(appId) {
      ask(`app ${appId}`);
      return rows.find((one) => one.appId === appId) ?? null;
    },
    noteReturn: async (hostId) => ask(`return ${hostId}`),
    hostOf: (appId) =>
      appId === "new" ? undefined : (rows.find((one) => one.appId === appId)?.hostId ?? null),
    everyMs: 10_000,
  });
  function connect(hostId: string, state: LiveTunnel["state"] = "live") {
    const told: string[] = [];
    const line = { tell: (one: DesiredApp) => void told.push(one.appId), drained: () => {} };
    const leave = teller.opened({ hostId, state } as LiveTunnel, line);
    return { told, leave };
  }
  return { clock, asked, faults, store, connect, feed: subscribers[0] as FeedSubscriber };
}

test("where no agent has a tunnel the store is asked nothing", async () => {
  const { clock, asked, feed, connect } = open([app("notes")]);
  feed.apply("app.desired", "notes");
  feed.flush("reconnect");
  await clock.advance(30_000);
  expect(asked).toEqual([]);
  connect("attic").leave();
  await clock.advance(30_000);
  expect(asked).toEqual(["hosts attic", "return attic"]);
});

test("every ten seconds one question serves all hosts, and one tunnel of each is told", async () => {
  const { clock, asked, connect } = open([app("notes"), app("wiki", "cellar")]);
  const lines = [
    connect("attic"),
    connect("attic"),
    connect("cellar"),
    connect("cellar", "retired"),
  ];
  await clock.advance(9_999);
  for (const { told } of lines) told.length = 0;
  asked.length = 0;
  await clock.advance(1);
  expect(asked).toEqual(["hosts attic,cellar"]);
  expect(lines.map(({ told }) => told)).toEqual([[], ["notes"], ["wiki"], []]);
});

test("of a change only that app is read, and only where its host may be", async () => {
  const { clock, asked, feed, connect } = open([app("notes"), app("wiki", "cellar"), app("new")]);
  const { told } = connect("attic");
  await clock.advance(1);
  told.length = 0;
  asked.length = 0;
  for (const appId of ["wiki", "external", "notes", "new"]) feed.apply("app.desired", appId);
  await clock.advance(1);
  expect([asked, told]).toEqual([
    ["app notes", "app new"],
    ["notes", "new"],
  ]);
});

test("what a store that was away could not tell is told by the next round", async () => {
  const { clock, faults, store, feed, connect } = open([app("notes")]);
  store.away = true;
  const { told } = connect("attic");
  feed.apply("app.desired", "notes");
  await clock.advance(1);
  expect([faults.length, told]).toEqual([2, []]);
  store.away = false;
  await clock.advance(10_000);
  expect(told).toEqual(["notes"]);
});

test("a gap in the news of changes has everything told anew, once for all gaps at a time", async () => {
  const { clock, asked, feed, connect } = open([app("notes")]);
  connect("attic");
  await clock.advance(1);
  asked.length = 0;
  for (let gap = 0; gap < 5; gap += 1) feed.flush("reconnect");
  await clock.advance(1);
  expect(asked).toEqual(["hosts attic", "hosts attic"]);
});
