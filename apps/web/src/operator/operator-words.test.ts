import { expect, test } from "vitest";
import { describeWords, readWho, shortKey } from "./operator-words.ts";

const keyId = `ed25519:${"ab".repeat(32)}`;

test("what is typed is a key's id where it begins like one, else an address", () => {
  expect(readWho(` ${keyId.toUpperCase()} `)).toEqual({ keyId });
  expect(readWho(" ada@example.org ")).toEqual({ email: "ada@example.org" });
});

test("a row says what its operator may do beside looking", () => {
  expect(describeWords(["fleet.read"])).toBe("sees everything, changes nothing");
  expect(describeWords(["fleet.read", "queue.operate"])).toBe("may operate queues");
  expect(describeWords(["fleet.read", "fleet.operate", "queue.operate"])).toBe(
    "may operate the fleet and queues",
  );
  expect(describeWords(["fleet.read", "fleet.operate", "queue.operate", "vault.operate"])).toBe(
    "may operate the fleet, queues, and vaults",
  );
  expect(describeWords(["fleet.read", "catalog.edit"])).toBe("may edit the catalog");
  expect(describeWords(["fleet.read", "catalog.edit", "catalog.operate"])).toBe(
    "may operate the catalog, and edit the catalog",
  );
  expect(describeWords(["fleet.read", "audit.read"])).toBe("may read the record");
});

test("a key's id is shown by its ends", () => {
  expect(shortKey(keyId)).toBe("ed25519:abababab…abababab");
});
