import { expect, test } from "vitest";
import { permissionsOf, permissionWords } from "./permissions.ts";

test("an owner may everything", () => {
  expect([...permissionsOf(["owner"])].sort()).toEqual([...permissionWords].sort());
});

test("an admin may everything but delete the organization", () => {
  const words = permissionsOf(["admin"]);
  expect(words.size).toBe(permissionWords.length - 1);
  expect(words.has("organization.delete")).toBe(false);
});

test("a member may look at apps, hosts, photos and vaults, open apps and send photos", () => {
  expect([...permissionsOf(["member"])].sort()).toEqual([
    ...["app.open", "app.read"],
    ...["gallery.read", "gallery.upload", "gallery.write", "host.read", "vault.read"],
  ]);
});

test("roles add up, and an unknown one grants nothing", () => {
  expect(permissionsOf(["member", "admin"])).toEqual(permissionsOf(["admin"]));
  expect(permissionsOf(["root", "OWNER", "constructor"]).size).toBe(0);
});
