import { ControlLines, controlLine, type MuxStream, type StreamEnd } from "@homeport/tunnel";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type MuxPair, openMuxPair } from "../../test/mux-pair.ts";
import { answerRelay } from "./answer-relay.ts";

const fields = { hops: 0, hostId: "", appId: "", target: "", visitorAddress: "", requestId: "r" };
let pair: MuxPair;
let tailLog: (lines: number, appId?: string) => Promise<string[] | null>;

beforeEach(() => {
  pair = openMuxPair({
    agent: (stream) => answerRelay(stream, { tailLog: (lines, appId) => tailLog(lines, appId) }),
  });
});
afterEach(() => pair[Symbol.dispose]());

/** A control stream as a relay opens it. */
function openControl() {
  const lines = new ControlLines();
  const heard: { type?: string; error?: string; id?: string; lines?: string[]; done?: boolean }[] =
    [];
  let end: StreamEnd | null = null;
  const stream = pair.relay.open(
    { kind: "control", ...fields },
    {
      onData(bytes) {
        (stream as MuxStream).consumed(bytes.length);
        for (const line of lines.push(bytes) ?? []) heard.push(JSON.parse(line));
      },
      onEnd: () => undefined,
      onClose: (how) => {
        end = how;
      },
    },
  ) as MuxStream;
  return { heard, send: (message: object) => stream.write(controlLine(message)), end: () => end };
}

it("sends a long log in messages that fit, in order, and says which is the last", async () => {
  const all = Array.from({ length: 400 }, (_, at) => `${at} ${'"'.repeat(500)}`);
  tailLog = async () => all;
  const control = openControl();
  control.send({ type: "log.tail", id: "1", lines: 400 });
  await expect.poll(() => control.heard.at(-1)?.done).toBe(true);
  expect(control.heard.length).toBeGreaterThan(4);
  expect(control.heard.flatMap(({ lines = [] }) => lines)).toEqual(all);
  expect(control.heard.slice(0, -1).every(({ done }) => done === false)).toBe(true);
});

it("answers what it does not know or cannot do, and goes on with the next question", async () => {
  tailLog = async (lines, appId) => {
    if (lines === 1) throw new Error("the disk is gone");
    return appId === undefined ? [] : null;
  };
  const control = openControl();
  control.send({ type: "from.the.future", id: "7" });
  control.send({ type: "log.tail", id: "8", lines: 1_001 });
  control.send({ type: "log.tail", id: "9", appId: "a", lines: 5 });
  control.send({ type: "log.tail", id: "10", lines: 1 });
  control.send({ type: "log.tail", id: "11", lines: 5 });
  await expect.poll(() => control.heard).toHaveLength(5);
  expect(control.heard.map(({ error, id, done }) => [id, error ?? done])).toEqual([
    ["7", "unknown"],
    ["8", "unknown"],
    ["9", "unknown"],
    ["10", "unreadable"],
    ["11", true],
  ]);
});

it("resets a stream on which more is asked than is being answered", async () => {
  tailLog = () => Promise.withResolvers<string[]>().promise;
  const control = openControl();
  for (let id = 0; id < 5; id += 1) control.send({ type: "log.tail", id: String(id), lines: 1 });
  await expect.poll(control.end).toMatchObject({ kind: "reset", code: 8 });
});
