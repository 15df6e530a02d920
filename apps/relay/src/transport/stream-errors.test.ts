import { rstCodes } from "@homeport/tunnel";
import { expect, test } from "vitest";
import { relayErrors } from "../errors.ts";
import { errorOfEnd, errorOfRefusal } from "./stream-errors.ts";

const reset = (code: number) => errorOfEnd({ kind: "reset", by: "peer", code, deliveredBytes: 0 });

test.each([
  ["TARGET_REFUSED", 502],
  ["TARGET_UNREACHABLE", 502],
  ["TARGET_TIMEOUT", 504],
  ["TARGET_NOT_ALLOWED", 502],
  ["TARGET_RESET", 502],
] as const)("an agent's %s is told to the visitor as it is", (code, status) => {
  expect(reset(rstCodes[code])).toMatchObject({ code, status });
});

test("a limit of the agent is capacity, and what is not understood is a lost tunnel", () => {
  expect(reset(rstCodes.REFUSED).code).toBe("OVER_CAPACITY");
  expect(reset(9_999).code).toBe("TUNNEL_LOST");
  expect(errorOfEnd({ kind: "lost", code: 4_008 }).code).toBe("TUNNEL_LOST");
});

test("a tunnel that takes no more streams is capacity, one that goes away is lost", () => {
  expect(errorOfRefusal("too-many-streams").code).toBe("OVER_CAPACITY");
  expect(errorOfRefusal("over-budget").code).toBe("OVER_CAPACITY");
  expect(errorOfRefusal("going-away").code).toBe("TUNNEL_LOST");
});

test("every error that a relay answers has an HTTP status and a sentence", () => {
  for (const [code, error] of Object.entries(relayErrors)) {
    expect([code, error.status >= 400 && error.status < 600]).toEqual([code, true]);
    expect(error.message).toMatch(/\.$/);
  }
});
