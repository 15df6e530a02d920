import { describe, expect, test } from "vitest";
import { ApiError } from "./errors.ts";
import { refuseForeignOrigin } from "./origin.ts";

const webUrl = new URL("https://home.example");

function refuses(headers: Record<string, string>): boolean {
  try {
    refuseForeignOrigin(new Headers(headers), webUrl);
    return false;
  } catch (error) {
    return error instanceof ApiError && error.code === "ORIGIN_REFUSED";
  }
}

describe("a change", () => {
  test("with a bearer token and no cookie needs no origin", () => {
    expect(refuses({ authorization: "Bearer t" })).toBe(false);
  });

  test("with both is judged as one that rides on the cookie", () => {
    const both = { authorization: "Bearer t", cookie: "a=b" };
    expect(refuses({ ...both, origin: "https://evil.example" })).toBe(true);
    expect(refuses({ ...both, origin: "https://home.example" })).toBe(false);
  });

  test.each(["http://home.example", "https://home.example:8443", "https://app.home.example"])(
    "from %s is refused: scheme, host and port all count",
    (origin) => {
      expect(refuses({ cookie: "a=b", origin })).toBe(true);
    },
  );
});
