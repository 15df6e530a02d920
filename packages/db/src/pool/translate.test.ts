import { PlatformError } from "@homeport/platform";
import { describe, expect, test } from "vitest";
import { DbError } from "../errors.ts";
import {
  errorCode,
  isConnectionLost,
  isRepeatable,
  translateCommitError,
  translateStoreError,
  violatedConstraint,
} from "./translate.ts";

function failed(code: unknown, more: object = {}): Error {
  return Object.assign(new Error("of the driver"), { code, ...more });
}

describe("an error of the driver", () => {
  test.each(["ECONNRESET", "CONNECTION_CLOSED", "57P01", "25P03", "08006"])(
    "%s means that the store is gone, and of a commit that nobody knows what it did",
    (code) => {
      expect(isConnectionLost(failed(code))).toBe(true);
      expect(translateStoreError(failed(code))).toMatchObject({ code: "STORE_DOWN" });
      expect(translateCommitError(failed(code))).toMatchObject({ code: "OUTCOME_UNKNOWN" });
    },
  );

  test.each(["53300", "55P03", "57014"])("%s means that the store is busy", (code) => {
    expect(translateStoreError(failed(code))).toMatchObject({ code: "STORE_BUSY" });
    expect(translateCommitError(failed(code))).toMatchObject({ code: "STORE_BUSY" });
  });

  test.each(["40001", "40P01"])("%s may pass when the same is done again", (code) => {
    expect(isRepeatable(failed(code))).toBe(true);
    expect(isConnectionLost(failed(code))).toBe(false);
  });

  test("that refuses a row names what refused it", () => {
    expect(violatedConstraint(failed("23505", { constraint_name: "users_email" }))).toBe(
      "users_email",
    );
    expect(violatedConstraint(failed("23505"))).toBeNull();
    expect(violatedConstraint(failed("42601", { constraint_name: "users_email" }))).toBeNull();
  });
});

test.each([["words"], [null], [failed(undefined)], [failed(7)]])(
  "what is no error of the driver is handed back as it is: %j",
  (thrown) => {
    expect(errorCode(thrown)).toBeUndefined();
    expect(isRepeatable(thrown)).toBe(false);
    expect(violatedConstraint(thrown)).toBeNull();
    expect(translateStoreError(thrown)).toBe(thrown);
    expect(translateCommitError(thrown)).toBe(thrown);
  },
);

test("an error with a code of ours stays what it is", () => {
  const known = [new PlatformError("FORBIDDEN"), new DbError("STORE_BUSY")];
  for (const error of known) expect(translateStoreError(error)).toBe(error);
});
