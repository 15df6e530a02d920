import { expect, test } from "vitest";
import { hexOfText, shortAddress, walletMessage } from "./wallet-message.ts";

test("a wallet is asked to sign who asks, for whom, once and when", () => {
  const message = walletMessage({
    origin: "http://localhost:3000",
    address: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
    chainId: 1,
    nonce: "abcdefgh12345678",
    issuedAt: "2026-05-01T12:00:00.000Z",
  });
  expect(message.split("\n")).toEqual([
    "localhost:3000 wants you to sign in with your Ethereum account:",
    "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
    "",
    "Show that this wallet is yours. This costs nothing and moves nothing.",
    "",
    "URI: http://localhost:3000",
    "Version: 1",
    "Chain ID: 1",
    "Nonce: abcdefgh12345678",
    "Issued At: 2026-05-01T12:00:00.000Z",
  ]);
});

test("a text is handed over as hex, and an address is shown by its ends", () => {
  expect(hexOfText("aé")).toBe("0x61c3a9");
  expect(shortAddress("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")).toBe("0x7099…79C8");
});
