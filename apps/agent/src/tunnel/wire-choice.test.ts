import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVirtualClock, type VirtualClock } from "@homeport/platform";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { wireFileSchema } from "../state/files.ts";
import { jsonFile } from "../state/json-file.ts";
import { openWireChooser } from "./wire-choice.ts";

const here = "https://apps.example";
const day = 24 * 3_600_000;
let folder: string;
let clock: VirtualClock;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeport-wire-"));
  clock = createVirtualClock();
});
// What a test does not wait for may still be written meanwhile.
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 }));

function open(wire: "auto" | "raw" | "websocket" = "auto") {
  const file = jsonFile(join(folder, "wire.json"), wireFileSchema);
  return openWireChooser({ wire: () => wire, file, clock });
}

describe("the wire of a tunnel", () => {
  it("is a websocket for the first and raw for the second when nothing is known", async () => {
    const wires = await open();
    expect([wires.choose(0, here), wires.choose(1, here)]).toEqual(["websocket", "raw"]);
  });

  it("is raw for both for a day once raw brought bytes back, also after a restart", async () => {
    const wires = await open();
    wires.noteRawProven(here);
    expect(wires.choose(0, here)).toBe("raw");
    expect(wires.choose(0, "https://elsewhere.example")).toBe("websocket");
    const written = () => readFile(join(folder, "wire.json"), "utf8").catch(() => "");
    await expect.poll(written).toContain(here);
    const restarted = await open();
    expect(restarted.choose(0, here)).toBe("raw");
    await clock.advance(day);
    expect(restarted.choose(0, here)).toBe("websocket");
  });

  it.each([
    ["was refused", (w: Awaited<ReturnType<typeof open>>) => w.noteRawRefused(here)],
    ["died young", (w: Awaited<ReturnType<typeof open>>) => w.noteRawEnd(here, 9_999)],
  ])("is a websocket for an hour when raw %s", async (_how, note) => {
    const wires = await open();
    note(wires);
    expect(wires.choose(1, here)).toBe("websocket");
    await clock.advance(3_600_000);
    expect(wires.choose(1, here)).toBe("raw");
  });

  it("stays raw when a raw tunnel lived, or was ended on purpose", async () => {
    const wires = await open();
    wires.noteRawEnd(here, 10_000);
    wires.noteRawEnd(here, null);
    expect(wires.choose(1, here)).toBe("raw");
  });

  it("is what the configuration says, whatever is known", async () => {
    const wires = await open("websocket");
    wires.noteRawProven(here);
    expect(wires.choose(1, here)).toBe("websocket");
  });

  it("is not kept for longer by a clock that fell back", async () => {
    const wires = await open();
    wires.noteRawProven(here);
    clock.jumpWall(-day);
    expect(wires.choose(0, here)).toBe("websocket");
  });
});
