import { expect, test } from "vitest";
import { describeIdle, idleChoices, idleMsOf, splitIdle } from "./idle-choice.ts";

test("an idle time reads in its largest whole unit, and is the same when read back", () => {
  for (const [ms, words] of [
    [60_000, "1 minute"],
    [5_400_000, "90 minutes"],
    [7_200_000, "2 hours"],
    [172_800_000, "2 days"],
  ] as const) {
    expect(describeIdle(ms)).toBe(words);
    const { count, unit } = splitIdle(ms);
    expect(idleMsOf(count, unit)).toBe(ms);
  }
});

test("a usual time is one of the choices, and any other stands as a choice of its own", () => {
  expect(idleChoices(null).chosen).toBe("never");
  expect(idleChoices(3_600_000).chosen).toBe("3600000");
  const { chosen, options } = idleChoices(5_400_000);
  expect(chosen).toBe("custom");
  expect(options.at(-1)?.label).toBe("After 90 minutes");
});
