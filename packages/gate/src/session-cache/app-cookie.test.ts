import { deriveKeys, systemRandom } from "@homeport/platform";
import { expect, test } from "vitest";
import { mintAppCookie, readAppCookie } from "./app-cookie.ts";

const old = "the secret of last year, 0123456789abcdef";
const fresh = "the secret of this year, 0123456789abcdef";

test("an app's cookie survives both steps of a rotation: read under the previous secret, made under the new one", () => {
  const before = mintAppCookie(deriveKeys(old), "app-1", systemRandom);
  const during = deriveKeys(fresh, old);
  expect(readAppCookie(during, "app-1", before.value)).toEqual(before.tokenHash);
  const made = mintAppCookie(during, "app-1", systemRandom);
  expect(readAppCookie(deriveKeys(fresh), "app-1", made.value)).toEqual(made.tokenHash);
  expect(readAppCookie(deriveKeys(fresh), "app-1", before.value)).toBeNull();
  expect(readAppCookie(during, "app-2", before.value)).toBeNull();
});
