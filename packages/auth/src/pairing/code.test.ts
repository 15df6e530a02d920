import { deriveKeys, systemRandom } from "@homeport/platform";
import { describe, expect, test } from "vitest";
import { digestPairingCode, hashQrToken, makePairingCode, makeQrToken } from "./code.ts";

const keys = deriveKeys("homeport test secret, 0123456789abcdef");

describe("a pairing code", () => {
  test("is 8 characters in 2 groups, without letters that look alike", () => {
    const group = "[0-9A-HJKMNP-TV-Z]{4}";
    for (let times = 0; times < 100; times += 1) {
      expect(makePairingCode(systemRandom)).toMatch(new RegExp(`^${group}-${group}$`));
    }
  });

  test.each(["01ab-c1d0", "O1ABC1DO", " oiab clDo ", "0-L-A-B-C-I-D-O"])(
    "is the same when typed as %j",
    (typed) => {
      expect(digestPairingCode(keys, typed)).toEqual(digestPairingCode(keys, "01AB-C1D0"));
    },
  );

  test.each(["", "01AB-C1D", "01AB-C1D0X", "UUUU-UUUU", "01AB_C1D0"])(
    "is nothing when the text is %j",
    (text) => {
      expect(digestPairingCode(keys, text)).toBeNull();
    },
  );

  test("is kept under a digest that a copy of the table alone does not reveal", () => {
    const other = deriveKeys("another test secret, 0123456789abcdef");
    expect(digestPairingCode(keys, "01AB-C1D0")).not.toEqual(digestPairingCode(other, "01AB-C1D0"));
  });
});

test("the token of a QR picture has 128 bits, and nothing else passes for one", () => {
  const token = makeQrToken(systemRandom);
  expect(Buffer.from(token, "base64url")).toHaveLength(16);
  expect(hashQrToken(token)).toHaveLength(32);
  expect(hashQrToken(`${token}x`)).toBeNull();
  expect(hashQrToken("")).toBeNull();
});
