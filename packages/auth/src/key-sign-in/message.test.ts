import { expect, test } from "vitest";
import { readKeyNonce, writeKeyMessage } from "./message.ts";

const facts = {
  webUrl: new URL("https://console.example.org"),
  keyId: `ed25519:${"ab".repeat(32)}`,
  realm: "operator",
} as const;
const times = {
  issuedAt: new Date("2026-01-02T03:04:05.678Z"),
  expiresAt: new Date("2026-01-02T03:09:05.678Z"),
};
const nonce = "n".repeat(43);
const message = writeKeyMessage(facts, nonce, times);

test("a message names the console, the key, the realm, the nonce and its times, a line each", () => {
  expect(message.split("\n")).toEqual([
    "console.example.org",
    "homeport key sign-in",
    "https://console.example.org/api/keys/operator",
    facts.keyId,
    "operator",
    nonce,
    "2026-01-02T03:04:05.678Z",
    "2026-01-02T03:09:05.678Z",
  ]);
  expect(readKeyNonce(message, facts)).toBe(nonce);
});

test.each([
  ["of another console", message.replace("console.", "other.")],
  ["of another realm", message.replace("\noperator\n", "\nsigner\n")],
  ["of another key", message.replace("ab", "ac")],
  ["with a line more", `${message}\n`],
  ["with a line less", message.slice(0, message.lastIndexOf("\n"))],
  ["with a nonce that is none", message.replace(nonce, "n")],
  ["with a time that is none", message.replace("2026-01-02T03:04", "2026-99-02T03:04")],
  ["that is empty", ""],
])("a message %s is none", (_what, other) => expect(readKeyNonce(other, facts)).toBeNull());
