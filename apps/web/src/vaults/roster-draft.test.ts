import { expect, test } from "vitest";
import { faultsOf, newSigner, rosterOf } from "./roster-draft.ts";

const ann = {
  ...newSigner("1"),
  id: "ed25519:d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
  label: "Ann",
};
const wallet = { ...newSigner("2"), id: `eth:0x${"ab".repeat(20)}`, label: "Wallet" };

test("rows that will do are a roster", () => {
  expect(rosterOf([ann, wallet], 2)).toMatchObject({
    threshold: 2,
    signers: [{ label: "Ann" }, {}],
  });
});

test("an id of no signer, one that stands twice and a missing label are named at their field", () => {
  expect(faultsOf({ ...ann, id: "ann" }, [ann])).toHaveProperty("id");
  expect(faultsOf({ ...wallet, id: ann.id }, [ann, wallet]).id).toMatch(/twice/);
  expect(faultsOf({ ...ann, label: " " }, [ann])).toEqual({ label: "Give it a label." });
});

test("more signatures than voters make no roster", () => {
  expect(rosterOf([ann, { ...wallet, role: "reader" }], 2)).toBeNull();
});
