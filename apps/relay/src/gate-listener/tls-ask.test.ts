import type { AppEntry } from "@homeport/gate";
import { expect, test } from "vitest";
import { answerTlsAsk } from "./tls-ask.ts";

const app = {} as AppEntry;
const names = ["notes.apps.example.com", "xn--mnchen-3ya.example", "shop.example.org"];
const snapshot = { byHostname: new Map(names.map((name) => [name, app])) };

function ask(...domains: string[]) {
  return answerTlsAsk({ ready: true, snapshot, baseHost: "apps.example.com", domains });
}

test.each([...names, ...["Notes.APPS.example.com", "apps.example.com"]])(
  "a certificate for %s is worth getting",
  (name) => {
    expect(ask(name)).toBe("known");
  },
);

test.each([
  ...["other.apps.example.com", "a.notes.apps.example.com", "*.apps.example.com"],
  ...["notes.apps.example.com.", "notes.apps.example.com:443", "example.com", "example.org"],
  ...["www.shop.example.org", "münchen.example", "", "127.0.0.1", "constructor", "x".repeat(5_000)],
])("none is for %j", (name) => {
  expect(ask(name)).toBe("unknown");
});

test("a question that names no domain, or two, is none", () => {
  expect(ask()).toBe("malformed");
  expect(ask("notes.apps.example.com", "other.example.org")).toBe("malformed");
});

test("before the first snapshot nothing is known, of any name", () => {
  const early = { ready: false, snapshot: { byHostname: new Map() }, baseHost: "apps.example.com" };
  expect(answerTlsAsk({ ...early, domains: ["notes.apps.example.com"] })).toBe("unsynced");
});
