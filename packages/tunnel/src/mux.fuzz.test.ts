import { expect, it } from "vitest";
import { closeCodes } from "./codes.ts";
import { randomChunks, randomInput } from "./testing/frames.ts";
import { scriptMux } from "./testing/scripted-mux.ts";
import { seeded } from "./testing/seeded.ts";
import { echoStream } from "./testing/tunnel.ts";

const inputs = 20_000;

it("whatever arrives, a mux ends with one code at most and leaves nothing behind", {
  timeout: 60_000,
}, () => {
  const chance = seeded();
  for (let index = 0; index < inputs; index++) {
    const scripted = scriptMux({
      role: chance.chance(0.5) ? "relay" : "agent",
      onOpen: chance.chance(0.7) ? echoStream : () => undefined,
    });
    const { mux, wire, ends } = scripted;
    for (let more = chance.int(4); more >= 0; more--) {
      wire.arrive(...randomChunks(randomInput(chance), chance));
    }
    const closes = wire.closes.map((close) => close.code);
    mux.destroy(closeCodes.INTERNAL, "test over");
    const isClean =
      closes.every((code) => code === closeCodes.PROTOCOL_ERROR) &&
      closes.length <= 1 &&
      ends.length === 1 &&
      mux.activeStreams === 0 &&
      scripted.budget.usedBytes === 0 &&
      scripted.wheel.size === 0;
    if (!isClean) expect.fail(`SEED=${chance.seed}, input ${index}`);
  }
});
