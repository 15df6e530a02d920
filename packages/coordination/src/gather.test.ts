import { describe, expect, it } from "vitest";
import { gather } from "./gather.ts";

/** A store that answers when it is let, and remembers what it was asked. */
function slowStore() {
  const asked: string[][] = [];
  const answers: PromiseWithResolvers<void>[] = [];
  const run = async (inputs: readonly string[]) => {
    asked.push([...inputs]);
    const answer = Promise.withResolvers<void>();
    answers.push(answer);
    await answer.promise;
    return inputs.map((input) => input.toUpperCase());
  };
  return { asked, answers, run };
}

describe("calls that are gathered", () => {
  it("go out at once while there is a place, and together while there is none", async () => {
    const { asked, answers, run } = slowStore();
    const ask = gather({ run, most: 10, atOnce: 1 });
    const first = ask("a");
    const others = Promise.all(["b", "c"].map(ask));
    expect(asked).toEqual([["a"]]);
    answers[0]?.resolve();
    expect(await first).toBe("A");
    await new Promise(setImmediate);
    expect(asked).toEqual([["a"], ["b", "c"]]);
    answers[1]?.resolve();
    expect(await others).toEqual(["B", "C"]);
  });

  it("are no more at once than a run takes", async () => {
    const { asked, answers, run } = slowStore();
    const ask = gather({ run, most: 2, atOnce: 1 });
    const all = Promise.all(["a", "b", "c", "d"].map(ask));
    for (let turn = 0; turn < 3; turn += 1) {
      answers[turn]?.resolve();
      await new Promise(setImmediate);
    }
    expect(await all).toEqual(["A", "B", "C", "D"]);
    expect(asked).toEqual([["a"], ["b", "c"], ["d"]]);
  });

  it("share an error only with those that went out together", async () => {
    let runs = 0;
    const run = async (inputs: readonly string[]) => {
      runs += 1;
      if (runs === 2) throw new Error("away");
      return inputs;
    };
    const ask = gather({ run, most: 2, atOnce: 1 });
    const outcomes = await Promise.allSettled(["a", "b", "c", "d"].map(ask));
    expect(outcomes.map(({ status }) => status)).toEqual([
      "fulfilled",
      "rejected",
      "rejected",
      "fulfilled",
    ]);
  });
});
