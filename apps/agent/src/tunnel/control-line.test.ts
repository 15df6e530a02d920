import { systemClock } from "@homeport/platform";
import { ControlLines, closeCodes, controlLine, type MuxStream } from "@homeport/tunnel";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type MuxPair, openMuxPair } from "../../test/mux-pair.ts";
import { ControlLine } from "./control-line.ts";

let pair: MuxPair;
let stream: MuxStream | null;
let heard: unknown[];
let desired: unknown[];

beforeEach(() => {
  const lines = new ControlLines();
  stream = null;
  heard = [];
  desired = [];
  pair = openMuxPair({
    relay(opened) {
      stream = opened;
      opened.listen({
        onData(bytes) {
          opened.consumed(bytes.length);
          for (const line of lines.push(bytes) ?? []) heard.push(JSON.parse(line));
        },
        onEnd: () => undefined,
        onClose: () => undefined,
      });
      opened.accept();
    },
  });
});
afterEach(() => pair[Symbol.dispose]());

const app = { name: "notes", target: "http://localhost:3000", protocol: "http" } as const;
const made = {
  name: "notes",
  appId: "a1",
  url: "http://notes.test/",
  level: "owner",
  created: true,
};

it("answers what it does not know with an error, an error with nothing, and lives on", async () => {
  const line = new ControlLine(systemClock, (message) => desired.push(message));
  expect(line.open(pair.agent)).toBe(true);
  const declared = line.declare({ type: "apps.declare", id: "1", apps: [app] });
  await expect.poll(() => heard).toHaveLength(1);
  for (const message of [{ type: "from.the.future", id: "7" }, { error: "unknown" }]) {
    stream?.write(controlLine(message));
  }
  stream?.write(Buffer.from("no json\n"));
  await expect.poll(() => heard.slice(1)).toEqual([{ error: "unknown" }, { error: "unknown" }]);
  stream?.write(controlLine({ type: "apps.declared", id: "1", apps: [made] }));
  expect(await declared).toMatchObject({ apps: [made] });
});

it("gives up on an answer when its tunnel ends, and says so to whoever asks later", async () => {
  const line = new ControlLine(systemClock, (message) => desired.push(message));
  line.open(pair.agent);
  const declared = line.declare({ type: "apps.declare", id: "1", apps: [app] });
  await expect.poll(() => heard).toHaveLength(1);
  pair.agent.destroy(closeCodes.AGENT_STOP, "gone");
  expect(await declared).toBeNull();
  expect(line.tell({ type: "targets", targets: [] })).toBe(false);
});

it("reads an answer whose characters came in pieces", async () => {
  const line = new ControlLine(systemClock, (message) => desired.push(message));
  line.open(pair.agent);
  const declared = line.declare({ type: "apps.declare", id: "1", apps: [app] });
  await expect.poll(() => heard).toHaveLength(1);
  const error = { code: "NAME", message: "„Notizen“ gibt es schon" };
  const answer = { type: "apps.declared", id: "1", apps: [{ name: "notes", error }] };
  for (const byte of controlLine(answer)) stream?.write(Buffer.from([byte]));
  expect(await declared).toEqual(answer);
});

it("hands on what is wanted of an app, whatever else is being asked", async () => {
  const line = new ControlLine(systemClock, (message) => desired.push(message));
  line.open(pair.agent);
  await expect.poll(() => stream).not.toBeNull();
  const operation = { kind: "start", isIdle: false, deleteData: false };
  const wanted = { type: "app.desired", appId: "a", name: "notes", generation: 3, manifest: null };
  stream?.write(controlLine({ ...wanted, desired: "running", operation }));
  await expect.poll(() => desired).toEqual([{ ...wanted, desired: "running", operation }]);
  expect(heard).toEqual([]);
});

it("ends at a line over 64 KiB", async () => {
  const line = new ControlLine(systemClock, (message) => desired.push(message));
  line.open(pair.agent);
  await expect.poll(() => stream).not.toBeNull();
  stream?.write(Buffer.alloc(65_537, "x"));
  await expect.poll(() => stream?.closed).toBe(true);
});
