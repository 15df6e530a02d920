import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { runbooks } from "./runbooks.ts";

test.each(Object.entries(runbooks))("what to do about %s stands in the runbook %s", (_, name) => {
  const page = new URL(`../../../../docs/runbooks/${name}.md`, import.meta.url);
  expect(existsSync(page)).toBe(true);
});
