import { expect, test } from "vitest";
import { portWords, settingWords } from "./catalog-words.ts";

test.each([
  [{ type: "text", required: true }, "text, needed"],
  [{ type: "number", default: 3 }, "a number, at first 3"],
  [{ type: "boolean", default: false }, "yes or no, at first no"],
  [{ type: "generated", bytes: 32 }, "made on the host; nobody is asked"],
] as const)("a setting says what is asked for: %j", (setting, words) => {
  expect(settingWords({ key: "k", label: "K", env: "K", ...setting })).toBe(words);
});

test("a choice is shown by its labels, not by what the app reads", () => {
  const options = [
    { value: "de", label: "German" },
    { value: "fr", label: "French" },
  ];
  const setting = {
    key: "k",
    label: "K",
    env: "K",
    type: "select",
    default: "fr",
    options,
  } as const;
  expect(settingWords({ ...setting, options })).toBe("one of German, French, at first French");
});

test("only the primary entrypoint is at the public address", () => {
  const entrypoint = { name: "web", service: "app", port: 80 } as const;
  expect(portWords({ ...entrypoint, protocol: "http", primary: true })).toMatch(/public address$/);
  expect(portWords({ ...entrypoint, protocol: "tcp" })).toMatch(/^at the host itself/);
});
