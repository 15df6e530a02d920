import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { closeCodes, rstCodes } from "./codes.ts";
import { connectAnswerSchema } from "./connect-hello.ts";
import { frameTypes } from "./frame.ts";
import { readGoAway } from "./goaway.ts";
import { parseJson } from "./hello.ts";
import { defaultLimits } from "./limits.ts";
import { readOpen } from "./open.ts";
import { FrameParser, goOn } from "./parser.ts";
import { FrameWriter } from "./writer.ts";

const spec = readFileSync(new URL("../SPEC.md", import.meta.url), "utf8");

/** Each fenced block whose second line is hexadecimal, by its first line. */
function readExamples(): Map<string, Buffer> {
  const blocks = spec.matchAll(/```text\n([^\n]+)\n((?:[0-9a-f]{2}[ \n])+)```/g);
  return new Map(
    [...blocks].map(([, title = "", hex = ""]) => [
      title,
      Buffer.from(hex.replaceAll(/\s/g, ""), "hex"),
    ]),
  );
}

const openTitle = "OPEN stream 1, http, credit 262144, app a, visitor 1.2.3.4, request r";
const goAwayTitle = 'GOAWAY 4001, highest stream 7, grace 20000 ms, "server-drain"';
const one = Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]);
const open = {
  kind: "http",
  hops: 0,
  creditBytes: 262_144,
  hostId: "",
  appId: "a",
  target: "",
  visitorAddress: "1.2.3.4",
  requestId: "r",
} as const;
const proxiedTitle =
  "OPEN stream 1, tcp, credit 65536, app a, target tcp://[::1]:22#proxy-v2, visitor ::2, request r";
const proxied = {
  ...open,
  kind: "tcp",
  creditBytes: 65_536,
  target: "tcp://[::1]:22#proxy-v2",
  visitorAddress: "::2",
} as const;
const goAway = { code: 4001, highestStreamId: 7, graceMs: 20_000, text: "server-drain" };
const connectTitle = "HELLO of a connecting client, protocol 1, version 0.1.0";
const connect = { protocol: 1, agentVersion: "0.1.0", features: [] };
const welcome = Buffer.from(JSON.stringify({ tunnelId: "t-1", warnings: [] }));

const written: Record<string, (writer: FrameWriter) => void> = {
  'DATA on stream 1, "hi"': (writer) => writer.data(1, Buffer.from("hi"), false),
  'DATA on stream 1, "hi", FIN': (writer) => writer.data(1, Buffer.from("hi"), true),
  "DATA on stream 1, empty, FIN": (writer) => writer.data(1, Buffer.alloc(0), true),
  "PING, payload 1": (writer) => writer.ping(frameTypes.PING, one),
  "PONG, payload 1": (writer) => writer.ping(frameTypes.PONG, one),
  "WELCOME, tunnel t-1, no warnings": (writer) => writer.hello(frameTypes.WELCOME, welcome),
  [connectTitle]: (writer) => writer.hello(frameTypes.HELLO, Buffer.from(JSON.stringify(connect))),
  [openTitle]: (writer) => writer.open(1, open),
  [proxiedTitle]: (writer) => writer.open(1, proxied),
  "OPENED stream 1": (writer) => writer.bare(frameTypes.OPENED, 1),
  "RST stream 3, code 6, 5 bytes delivered": (writer) => writer.rst(3, 6, 5),
  'NOTE stream 5, "hi"': (writer) => writer.note(5, "hi"),
  "RELEASE stream 3": (writer) => writer.bare(frameTypes.RELEASE, 3),
  "WINDOW stream 1, 131072 bytes more": (writer) => writer.window(1, 131_072),
  [goAwayTitle]: (writer) => writer.goAway(goAway),
};

interface Frame {
  type: number;
  fin: boolean;
  streamId: number;
  payload: Buffer;
}

function parseFrames(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  const parser = new FrameParser({
    onFrame(type, fin, streamId, payload) {
      frames.push({ type, fin, streamId, payload });
      return goOn;
    },
    onData(streamId, payload, fin) {
      frames.push({ type: frameTypes.DATA, fin, streamId, payload });
      return goOn;
    },
  });
  expect(parser.feed(bytes)).toBe(bytes.length);
  return frames;
}

function payloadOf(bytes: Buffer | undefined): Buffer {
  const [frame] = parseFrames(bytes ?? Buffer.alloc(0));
  if (frame === undefined) throw new Error("no such example");
  return frame.payload;
}

describe("SPEC.md", () => {
  const examples = readExamples();

  it("shows exactly the frames that the code can write", () => {
    expect([...examples.keys()].sort()).toEqual(Object.keys(written).sort());
  });

  it.each([...examples])("the writer makes the bytes of: %s", (title, bytes) => {
    const writer = new FrameWriter(defaultLimits);
    written[title]?.(writer);
    expect(Buffer.concat(writer.take()).toString("hex")).toBe(bytes.toString("hex"));
  });

  it.each([...examples])("the parser reads one frame from: %s", (_title, bytes) => {
    const [frame, ...more] = parseFrames(bytes);
    expect(more).toEqual([]);
    expect(frame?.payload.length).toBe(bytes.length - 8);
  });

  it("shows an OPEN and a GOAWAY that read as they say", () => {
    expect(readOpen(payloadOf(examples.get(openTitle)))).toEqual(open);
    expect(readOpen(payloadOf(examples.get(proxiedTitle)))).toEqual(proxied);
    expect(readGoAway(payloadOf(examples.get(goAwayTitle)))).toEqual(goAway);
  });

  it("shows the HELLO of a connecting client that reads as it says", () => {
    const payload = payloadOf(examples.get(connectTitle));
    expect(parseJson(connectAnswerSchema, payload)).toEqual(connect);
  });

  it("lists the codes that the code knows", () => {
    const rows = [...spec.matchAll(/^\| ([1-9]\d*) \| ([A-Z_]+) \|/gm)];
    const codes = rows.filter(([, , name = ""]) => !Object.hasOwn(frameTypes, name));
    const listed = Object.fromEntries(codes.map(([, code, name]) => [name, Number(code)]));
    expect(listed).toEqual({ ...rstCodes, ...closeCodes });
  });

  it("lists the frame types that the code knows", () => {
    const rows = [...spec.matchAll(/^\| ([03][0-9a-f]) \| ([A-Z]+) \|/gm)];
    const listed = Object.fromEntries(
      rows.map(([, type = "", name]) => [name, Number.parseInt(type, 16)]),
    );
    expect(listed).toEqual(frameTypes);
  });
});
