import { expect, test } from "vitest";
import { createProgress } from "./progress.ts";

function record(isTty: boolean) {
  let text = "";
  let nowMs = 0;
  const output = {
    isTty,
    write(part: string) {
      text += part;
    },
  };
  return {
    progress: createProgress(output, () => nowMs),
    pass: (ms: number) => {
      nowMs += ms;
    },
    text: () => text,
  };
}

test("a pipe sees one line a step, with what came of it and how long it took", async () => {
  const { progress, pass, text } = record(false);
  await progress.step(
    "web",
    async () => pass(1_250),
    () => "http://localhost:3000",
  );
  expect(text()).toMatch(/^ {2}✓ web {8}http:\/\/localhost:3000 +1\.3 s\n$/);
});

test("a terminal sees the running step, which its finished line replaces", async () => {
  const { progress, text } = record(true);
  await progress.step("web", async () => undefined);
  expect(text()).toMatch(/^ {2}· web …\r.*✓ web.*\n$/s);
});

test("a step that fails is marked and its error goes on", async () => {
  const { progress, text } = record(false);
  const failure = progress.step("web", () => Promise.reject(new Error("no")));
  await expect(failure).rejects.toThrow("no");
  expect(text()).toContain("✗ web");
});
