import { expect, test } from "vitest";
import { keyRoutes } from "./create-key-sign-in.ts";
import { describeKeys } from "./describe-keys.ts";

interface Document {
  readonly paths: Record<string, { post: { security: object[]; responses: object } }>;
  readonly components: { readonly schemas: { readonly Error: Record<string, object> } };
}

const document = describeKeys() as unknown as Document;

test("the description of key sign-in has every route, and no other", () => {
  expect(Object.keys(document.paths)).toEqual(keyRoutes.map((route) => `/api/keys${route}`));
});

test("every code it names has a status and a sentence", () => {
  const codes = Object.values(document.components.schemas.Error["x-codes"] ?? {});
  expect(codes.length).toBeGreaterThan(5);
  for (const code of codes) {
    expect(code).toMatchObject({ status: expect.any(Number), message: expect.any(String) });
  }
});

test("an operator is told no token, and a signer no cookie", () => {
  const told = (realm: string) =>
    JSON.stringify(document.paths[`/api/keys/${realm}/verify`]?.post.responses);
  expect(told("operator")).toContain("Set-Cookie");
  expect(told("operator")).not.toContain("token");
  expect(told("signer")).toContain("token");
  expect(told("signer")).not.toContain("Set-Cookie");
});
