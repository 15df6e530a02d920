import { describe, expect, it } from "vitest";
import { singleFlight } from "./single-flight.ts";

describe("single flight", () => {
  it("runs the work once for all who ask meanwhile, and again for who asks later", async () => {
    const flight = singleFlight<number>();
    let runs = 0;
    const work = async () => {
      runs += 1;
      return runs;
    };
    expect(await Promise.all([flight.run("k", work), flight.run("k", work)])).toEqual([1, 1]);
    expect(await flight.run("k", work)).toBe(2);
  });

  it("keeps keys apart", async () => {
    const flight = singleFlight<string>();
    const both = [flight.run("a", async () => "a"), flight.run("b", async () => "b")];
    expect(await Promise.all(both)).toEqual(["a", "b"]);
  });

  it("lets one caller leave without ending the work of the others", async () => {
    const flight = singleFlight<string>();
    const leaving = new AbortController();
    const finish = Promise.withResolvers<string>();
    let cancelled = false;
    const work = async (signal: AbortSignal) => {
      signal.addEventListener("abort", () => {
        cancelled = true;
      });
      return finish.promise;
    };
    const first = flight.run("k", work, leaving.signal);
    const second = flight.run("k", work);
    leaving.abort(new Error("gone"));
    await expect(first).rejects.toThrow("gone");
    expect(cancelled).toBe(false);
    finish.resolve("done");
    expect(await second).toBe("done");
  });

  it("cancels the work when the last caller has left, and starts anew for the next", async () => {
    const flight = singleFlight<string>();
    const leaving = [new AbortController(), new AbortController()];
    const signals: AbortSignal[] = [];
    const work = async (signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<string>(() => undefined);
    };
    const callers = leaving.map(async ({ signal }) => flight.run("k", work, signal));
    const settled = Promise.allSettled(callers);
    for (const each of leaving) each.abort();
    expect((await settled).map((each) => each.status)).toEqual(["rejected", "rejected"]);
    expect(signals.map((signal) => signal.aborted)).toEqual([true]);
    expect(await flight.run("k", async () => "new")).toBe("new");
  });

  it("gives an error to every caller and does not keep it", async () => {
    const flight = singleFlight<string>();
    const fail = async () => Promise.reject(new Error("broken"));
    const both = await Promise.allSettled([flight.run("k", fail), flight.run("k", fail)]);
    expect(both.map((each) => each.status)).toEqual(["rejected", "rejected"]);
    expect(await flight.run("k", async () => "fine")).toBe("fine");
  });

  it("does not start for a caller that has already left", async () => {
    let ran = false;
    const run = singleFlight<void>().run(
      "k",
      async () => {
        ran = true;
      },
      AbortSignal.abort(new Error("left")),
    );
    await expect(run).rejects.toThrow("left");
    expect(ran).toBe(false);
  });
});
