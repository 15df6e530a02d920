import { describe, expect, it } from "vitest";
import { frameTypes } from "./frame.ts";
import { defaultLimits } from "./limits.ts";
import { type Schedulable, Scheduler } from "./scheduler.ts";
import { converse, someBytes } from "./testing/client.ts";
import { framesOf, type ScriptedMux, scriptMux, turn } from "./testing/scripted-mux.ts";

interface Named extends Schedulable {
  name: string;
}

function named(name: string, burstBytes = 0): Named {
  return { name, queued: false, burstBytes, burstStartMs: 0, deficitBytes: 0 };
}

function createScheduler(): Scheduler<Named> {
  return new Scheduler({ ...defaultLimits, maxFrameBytes: 65_536 });
}

/** Every stream always has more to send; answers who got the first `turns` turns. */
function serve(scheduler: Scheduler<Named>, streams: Named[], turns: number): string[] {
  for (const stream of streams) scheduler.add(stream, 0);
  const served: string[] = [];
  while (served.length < turns) {
    const stream = scheduler.next();
    if (stream === undefined) break;
    served.push(stream.name);
    scheduler.add(stream, 0);
  }
  return served;
}

describe("the scheduler", () => {
  it("serves interactive streams before bulk", () => {
    const scheduler = createScheduler();
    scheduler.add(named("bulk", 16_384), 0);
    scheduler.add(named("interactive"), 0);
    expect(scheduler.next()?.name).toBe("interactive");
    expect(scheduler.next()?.name).toBe("bulk");
    expect(scheduler.next()).toBeUndefined();
  });

  it("gives bulk a quarter of the turns, however many interactive streams wait", () => {
    const streams = [named("bulk", 16_384), named("a"), named("b"), named("c"), named("d")];
    const served = serve(createScheduler(), streams, 400);
    expect(served.filter((name) => name === "bulk").length).toBe(100);
  });

  it("shares between bulk streams in turn", () => {
    const streams = ["a", "b", "c"].map((name) => named(name, 16_384));
    expect(serve(createScheduler(), streams, 6)).toEqual(["a", "b", "c", "a", "b", "c"]);
  });

  it("takes a stream for bulk once it sent 16 KiB within 100 ms, and forgets that", () => {
    const scheduler = createScheduler();
    const stream = named("a");
    scheduler.note(stream, 16_384, 10);
    scheduler.add(stream, 50);
    scheduler.add(named("interactive"), 50);
    expect(scheduler.next()?.name).toBe("interactive");
    scheduler.remove(stream);
    scheduler.add({ ...named("bulk", 16_384), burstStartMs: 110 }, 110);
    scheduler.add(stream, 110);
    expect(scheduler.next()?.name).toBe("a");
  });

  it("cuts long frames only while somebody else waits", () => {
    const scheduler = createScheduler();
    expect(scheduler.frameBytes()).toBe(65_536);
    scheduler.add(named("a"), 0);
    expect(scheduler.frameBytes()).toBe(16_384);
  });
});

describe("a full wire", () => {
  /** Fills the wire with one stream's bytes and leaves it unconfirmed. */
  async function fill(scripted: ScriptedMux): Promise<void> {
    scripted.wire.confirms = false;
    converse(scripted.mux).stream.write(someBytes(1_000_000));
    await turn();
    scripted.wire.sent.length = 0;
  }

  const peer = { creditBytes: 2 ** 30 };

  it("holds at most 256 KiB, the rest waits in its stream", async () => {
    const { mux, wire } = scriptMux({ peer });
    wire.confirms = false;
    const talk = converse(mux);
    talk.stream.write(someBytes(1_000_000));
    await turn();
    expect(wire.queuedBytes).toBeLessThanOrEqual(262_144);
    expect(talk.stream.queuedBytes).toBeGreaterThan(700_000);
  });

  it("is passed by control frames", async () => {
    const scripted = scriptMux({ peer });
    await fill(scripted);
    scripted.mux.ping();
    await turn();
    expect(framesOf(scripted.wire.sentBytes).map((frame) => frame.type)).toEqual([frameTypes.PING]);
  });

  it("is given to a small new stream before the bulk that waits", async () => {
    const scripted = scriptMux({ peer });
    await fill(scripted);
    const small = converse(scripted.mux);
    small.stream.write(Buffer.from("quick"));
    scripted.wire.confirm();
    await turn();
    const data = framesOf(scripted.wire.sentBytes).filter((f) => f.type === frameTypes.DATA);
    expect(data[0]?.streamId).toBe(small.stream.id);
    expect(data[1]?.payload.length).toBeLessThanOrEqual(65_536);
  });

  it("is shared evenly by equal bulk streams", async () => {
    const scripted = scriptMux({ peer });
    await fill(scripted);
    const talks = [1, 2, 3].map(() => converse(scripted.mux));
    for (const talk of talks) talk.stream.write(someBytes(600_000));
    for (let round = 0; round < 6; round++) {
      scripted.wire.confirm();
      await turn();
    }
    const sent = talks.map((talk) => talk.stream.sentBytes);
    expect(Math.max(...sent) - Math.min(...sent)).toBeLessThanOrEqual(2 * 16_384);
  });

  it("forgets what a stream had waiting when it is reset, OPEN included", async () => {
    const scripted = scriptMux({ peer });
    await fill(scripted);
    const talk = converse(scripted.mux);
    talk.stream.write(Buffer.from("never"));
    talk.stream.reset(1);
    scripted.wire.confirm();
    await turn();
    const ids = framesOf(scripted.wire.sentBytes).map((frame) => frame.streamId);
    expect(ids).not.toContain(talk.stream.id);
    expect(talk.stream.flushed).toBe(false);
  });
});
