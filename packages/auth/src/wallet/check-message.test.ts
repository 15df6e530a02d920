import { createSiweMessage } from "viem/siwe";
import { expect, test } from "vitest";
import { checkMessage } from "./check-message.ts";

const nowMs = Date.parse("2026-05-01T12:00:00Z");
const rules = { webUrl: new URL("https://console.example.org"), chains: [1, 10], nowMs };
const address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const good = {
  address,
  chainId: 1,
  domain: "console.example.org",
  nonce: "abcdefgh12345678",
  uri: "https://console.example.org/sign-in",
  version: "1",
  issuedAt: new Date(nowMs),
} as const;

test("a message for this console, written now, is read", () => {
  expect(checkMessage(createSiweMessage(good), rules)).toEqual({
    address,
    chainId: 1,
    nonce: "abcdefgh12345678",
  });
});

test("an address without its checksum is read with it", () => {
  const text = createSiweMessage(good).replace(address, address.toLowerCase());
  expect(checkMessage(text, rules)?.address).toBe(address);
});

test.each([
  ["for another domain", { domain: "evil.example.org" }],
  ["for another URI", { uri: "https://evil.example.org/" }],
  ["for a URI that only starts alike", { uri: "https://console.example.org.evil.org/" }],
  ["on a chain that is not allowed", { chainId: 5 }],
  ["of another scheme", { scheme: "http" }],
  ["written over fifteen minutes ago", { issuedAt: new Date(nowMs - 15 * 60_000 - 1) }],
  ["dated over a minute ahead", { issuedAt: new Date(nowMs + 61_000) }],
  ["that has expired", { expirationTime: new Date(nowMs - 1) }],
  ["that is not valid yet", { notBefore: new Date(nowMs + 1) }],
])("a message %s is refused", (_what, change) => {
  expect(checkMessage(createSiweMessage({ ...good, ...change }), rules)).toBeNull();
});

test.each([
  ["without a time", (text: string) => text.replace(/\nIssued At.*/, "")],
  ["of another version", (text: string) => text.replace("Version: 1", "Version: 2")],
  ["with a time that is none", (text: string) => text.replace(/Issued At: .*/, "Issued At: now")],
  ["that is none", () => "Hello"],
  ["that is empty", () => ""],
])("a text %s is refused", (_what, change) => {
  expect(checkMessage(change(createSiweMessage(good)), rules)).toBeNull();
});
