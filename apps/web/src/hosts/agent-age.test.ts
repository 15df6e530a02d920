import { expect, test } from "vitest";
import { isOlderAgent } from "./agent-age.ts";

test.each([
  ["0.9.9", true],
  ["1.1.9", true],
  ["1.2.2", true],
  ["1.2.3", false],
  ["1.2.10", false],
  ["1.10.0", false],
  ["2.0.0", false],
  ["1.2.2-beta", true],
  ["unknown", false],
  [null, false],
])("an agent of version %s is older than 1.2.3: %s", (version, older) => {
  expect(isOlderAgent(version, "1.2.3")).toBe(older);
});
