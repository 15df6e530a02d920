import { expect, test } from "vitest";
import { describeScopes } from "./key-words.ts";

test.each([
  [{ apps: "all" as const, api: true }, "all apps and the API"],
  [{ apps: "all" as const, api: false }, "all apps"],
  [{ apps: ["a"], api: true }, "1 app and the API"],
  [{ apps: ["a", "b"], api: false }, "2 apps"],
  [{ apps: [], api: true }, "the API"],
  [{ apps: [], api: false }, "nothing"],
])("%j reads as %s", (scopes, words) => expect(describeScopes(scopes)).toBe(words));
