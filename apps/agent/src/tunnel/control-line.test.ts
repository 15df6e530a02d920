import { createVirtualClock } from "@homeport/platform";
import {
  type AppsDeclare,
  controlLine,
  type Mux,
  type MuxStream,
  rstCodes,
  type StreamEvents,
} from "@homeport/tunnel";
import { beforeEach, expect, it } from "vitest";
import { ControlLine } from "./control-line.ts";

let told: string[];
let resets: number[];
let events: StreamEvents;
let line: ControlLine;

/** A control line whose far end is the test. */
beforeEach(() => {
  [told, resets] = [[], []];
  const stream = {
    closed: false,
    write: (bytes: Buffer) => void told.push(bytes.toString()),
    consumed: () => undefined,
    reset: (code: number) => void resets.push(code),
  } as unknown as MuxStream;
  line = new ControlLine(createVirtualClock());
  line.open({
    open(_request: object, given: StreamEvents) {
      events = given;
      return stream;
    },
  } as unknown as Mux);
});

const app = { name: "notes", target: "3000", protocol: "http" } as const;
const message: AppsDeclare = { type: "apps.declare", id: "1", apps: [app] };

it("reads an answer whose characters came in pieces", async () => {
  const declared = line.declare(message);
  const error = { code: "NAME", message: "„Notizen“ gibt es schon" };
  const answer = { type: "apps.declared", id: "1", apps: [{ name: "notes", error }] };
  for (const byte of controlLine(answer)) events.onData(Buffer.from([byte]));
  expect(await declared).toEqual(answer);
});

it("answers what it does not know, and goes on", async () => {
  const declared = line.declare(message);
  events.onData(controlLine({ type: "tea.make" }));
  expect(told.at(-1)).toBe('{"error":"unknown"}\n');
  events.onData(controlLine({ type: "apps.declared", id: "1", apps: [] }));
  expect(await declared).toMatchObject({ apps: [] });
});

it("ends at a line over 64 KiB", () => {
  events.onData(Buffer.alloc(65_537, "x"));
  expect(resets).toEqual([rstCodes.REFUSED]);
});
