import { expect, test } from "vitest";
import { withFactor } from "./ask-again.ts";

function refusal(appCode: string): Error {
  return Object.assign(new Error("refused"), { data: { appCode } });
}

/** A change that is refused with these codes, one try after the other, and then made. */
function changeAfter(...codes: string[]) {
  return () => {
    const code = codes.shift();
    return code === undefined ? Promise.resolve("made") : Promise.reject(refusal(code));
  };
}

test("a change that needs a factor is made again once it was shown", async () => {
  let asked = 0;
  const ask = () => {
    asked += 1;
    return Promise.resolve(true);
  };
  expect(await withFactor(ask, changeAfter("STEP_UP_REQUIRED"))).toBe("made");
  expect(asked).toBe(1);
});

test("who does not show one changes nothing, and nobody is asked twice for one change", async () => {
  const no = () => Promise.resolve(false);
  await expect(withFactor(no, changeAfter("STEP_UP_REQUIRED"))).rejects.toThrow("refused");
  const yes = () => Promise.resolve(true);
  const twice = changeAfter("STEP_UP_REQUIRED", "STEP_UP_REQUIRED");
  await expect(withFactor(yes, twice)).rejects.toThrow("refused");
});

test("any other refusal is nobody's question", async () => {
  const never = () => Promise.reject(new Error("asked"));
  await expect(withFactor(never, changeAfter("NOT_PERMITTED"))).rejects.toThrow("refused");
  expect(await withFactor(never, changeAfter())).toBe("made");
});
