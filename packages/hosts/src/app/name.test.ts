import { describe, expect, test } from "vitest";
import { HostsError } from "../errors.ts";
import { readAppName } from "./name.ts";

describe("an app's name", () => {
  test("is a label, trimmed and lower-cased", () => {
    expect(readAppName(" Notes-2 ")).toBe("notes-2");
    expect(readAppName("a".repeat(63))).toBe("a".repeat(63));
  });

  test.each(["", "-a", "a-", "a.b", "a_b", "xn--abc", "a".repeat(64), "ä"])(
    "is refused when it is %j",
    (name) => {
      expect(() => readAppName(name)).toThrow(HostsError);
    },
  );
});
