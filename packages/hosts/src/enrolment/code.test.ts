import { systemRandom } from "@homeport/platform";
import { describe, expect, test } from "vitest";
import { hashCode, makeCode } from "./code.ts";

describe("an enrolment code", () => {
  test("is 20 characters in 4 groups, without letters that look alike", () => {
    const group = "[0-9A-HJKMNP-TV-Z]{5}";
    expect(makeCode(systemRandom)).toMatch(new RegExp(`^${group}-${group}-${group}-${group}$`));
  });

  test("is the same however a person types it", () => {
    const typed = " 01abc-defgh jkmnp-QRSTV ";
    expect(hashCode(typed)).toEqual(hashCode("OIABC-DEFGH-JKMNP-QRSTV"));
    expect(hashCode(typed)).toEqual(hashCode("olabcdefghjkmnpqrstv"));
  });

  test("differs from another one", () => {
    expect(hashCode(makeCode(systemRandom))).not.toEqual(hashCode(makeCode(systemRandom)));
  });

  test.each(["", "ABC", "UUUUU-UUUUU-UUUUU-UUUUU", "01ABC-DEFGH-JKMNP-QRSTVX"])(
    "is nothing when the text is %j",
    (text) => {
      expect(hashCode(text)).toBeNull();
    },
  );
});
