import { createVirtualClock, systemClock, systemRandom } from "@homeport/platform";
import { closeCodes, type MuxStream, rstCodes } from "@homeport/tunnel";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type MuxPair, openMuxPair } from "../../test/mux-pair.ts";
import { ControlLine } from "./control-line.ts";
import { keepControlLine } from "./keep-control-line.ts";

let pair: MuxPair;
let streams: MuxStream[];
let refuses: boolean;
let tries: number;
let open: Set<ControlLine>;
let clock: ReturnType<typeof createVirtualClock>;

beforeEach(() => {
  [streams, refuses, tries, open, clock] = [[], false, 0, new Set(), createVirtualClock()];
  pair = openMuxPair({
    relay(stream) {
      streams.push(stream);
      if (refuses) return stream.reset(rstCodes.REFUSED);
      const quiet = () => undefined;
      stream.listen({ onData: quiet, onEnd: () => stream.end(), onClose: quiet });
      stream.accept();
    },
  });
});
afterEach(() => pair[Symbol.dispose]());

const keep = () =>
  keepControlLine(pair.agent, {
    ...{ clock, random: systemRandom },
    create: () => {
      tries += 1;
      return new ControlLine(systemClock, () => undefined);
    },
    onOpen: (line) => void open.add(line),
    onOver: (line) => void open.delete(line),
  });

/** Resolves when the relay has had this many streams, of which none is open. */
const over = (count: number) =>
  expect.poll(() => [streams.length, open.size, clock.pending()]).toEqual([count, 0, 1]);

it("opens a line again that was refused, after longer waits each time", async () => {
  refuses = true;
  keep();
  await over(1);
  await clock.advance(249);
  expect(tries).toBe(1);
  await clock.advance(251);
  await over(2);
  await clock.advance(499);
  expect(tries).toBe(2);
  refuses = false;
  await clock.advance(501);
  await expect.poll(() => streams.length).toBe(3);
  expect([open.size, clock.pending()]).toEqual([1, 0]);
});

it("forgets the failures of before once a line has lived for ten seconds", async () => {
  refuses = true;
  keep();
  for (let count = 1; count <= 5; count += 1) {
    await over(count);
    refuses = count < 5;
    await clock.advance(16_000);
  }
  await expect.poll(() => streams.length).toBe(6);
  await clock.advance(10_000);
  streams[5]?.reset(rstCodes.REFUSED);
  await over(6);
  await clock.advance(500);
  await expect.poll(() => streams.length).toBe(7);
});

it.each([
  ["is over", () => pair.relay.destroy(closeCodes.SERVER_DRAIN, "gone")],
  ["takes no more streams", () => pair.relay.goAway(closeCodes.SERVER_DRAIN, 1_000, "stopping")],
])("waits for no line on a tunnel that %s", async (_name, end) => {
  keep();
  await expect.poll(() => streams.length).toBe(1);
  end();
  await expect.poll(() => pair.agent.draining).toBe(true);
  streams[0]?.reset(rstCodes.REFUSED);
  await expect.poll(() => open.size).toBe(0);
  expect(clock.pending()).toBe(0);
});

it("ends with its tunnel's leaving, and is not opened again", async () => {
  const leave = keep();
  await expect.poll(() => streams.length).toBe(1);
  leave();
  expect(open.size).toBe(0);
  await expect.poll(() => pair.agent.activeStreams).toBe(0);
  expect(clock.pending()).toBe(0);
});
