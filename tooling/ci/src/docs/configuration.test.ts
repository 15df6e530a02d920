import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defineEnv, unknownNames } from "@homeport/platform";
import { expect, test } from "vitest";
import { checkoutFolder } from "../checkout.ts";

const page = readFileSync(join(checkoutFolder, "docs/configuration.md"), "utf8");
const named = new Set(page.match(/(?<=`)HOMEPORT_[A-Z0-9_]+(?=`, or|` \|)/g));

test("no program warns about a variable that stands on the page of all variables", () => {
  expect(named.size).toBeGreaterThan(80);
  const source = Object.fromEntries([...named].map((name) => [name, "x"]));
  // A program that reads nothing itself: what it takes for known is known of the others.
  expect(unknownNames(defineEnv({}), source)).toEqual([]);
});
