import { expect, test } from "vitest";
import { mayTouch, rolesToGive, strongestRole } from "./member-roles.ts";

test("an admin is offered no way to make an owner or to touch one", () => {
  expect(rolesToGive(["admin"]).map(({ value }) => value)).toEqual(["member", "admin"]);
  expect(mayTouch(["admin"], ["owner"])).toBe(false);
  expect(mayTouch(["admin"], ["admin"])).toBe(true);
});

test("an owner is offered everything", () => {
  expect(rolesToGive(["owner"])).toHaveLength(3);
  expect(mayTouch(["owner"], ["owner"])).toBe(true);
});

test("of several roles the strongest is shown", () => {
  expect(strongestRole(["member", "owner"])).toBe("owner");
  expect(strongestRole([])).toBe("member");
});
