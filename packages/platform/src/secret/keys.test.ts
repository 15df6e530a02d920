import { expect, test } from "vitest";
import { deriveKeys, keyPurposes } from "./keys.ts";

const secret = "homeport test secret, 0123456789abcdef";

test("the published vector holds", () => {
  const keys = deriveKeys(secret);
  expect(keys.kid).toBe("e5928061");
  expect(keys.key("cursor").toString("hex")).toBe(
    "8e0fdcbe52c1f68268a7303bf58dc45e3c5e83d79144fc7995bafbe229cf728d",
  );
  expect(keys.key("ack-wrap").toString("hex")).toBe(
    "01bb08b95a4aedcf6bc5cf7fb276bba7a27a88ab0b49764078b9e8da06d6bbc9",
  );
});

test("no two purposes share a key", () => {
  const keys = deriveKeys(secret);
  const derived = keyPurposes.map((purpose) => keys.key(purpose).toString("hex"));
  expect(new Set(derived).size).toBe(keyPurposes.length);
});

test("a previous secret has its own keys and id", () => {
  const keys = deriveKeys("another secret, 0123456789abcdefgh", secret);
  expect(keys.previous?.kid).toBe("e5928061");
  expect(keys.kid).not.toBe("e5928061");
});
