import { expect, test } from "vitest";
import { reasonInput } from "./reason.ts";

test.each([
  "Say which port it listens on",
  "Version 1.27.2-rootless, as of 2026-08-02",
  "Grüße an alle, die es pflegen",
  "digest of the image: it was wrong",
])("takes %s", (text) => {
  expect(reasonInput.parse(`  ${text} `)).toBe(text);
});

test.each([
  ["an e-mail address", "asked by ada@example.org"],
  ["an IP address", "seen from 203.0.113.77 again"],
  ["an IP address", "seen from 2001:db8:0:1::7f again"],
  ["a token", "works with ghp_abcdefghijklmnop"],
  ["a token", "eyJhbGciOiJIUzI1NiJ9 in the header"],
  ["a token", "9f86d081884c7d659a2feaa0c55ad015 was the key"],
])("refuses what looks like %s: %s", (what, text) => {
  const { success, error } = reasonInput.safeParse(text);
  expect(success).toBe(false);
  expect(error?.issues[0]?.message).toContain(what);
});

test.each(["two\nlines", "a\u2028b", "", "x".repeat(201)])("refuses %j", (text) => {
  expect(reasonInput.safeParse(text).success).toBe(false);
});
