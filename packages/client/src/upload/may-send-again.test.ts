import { expect, test } from "vitest";
import { maySendAgain } from "./may-send-again.ts";

test("what is busy, held or elsewhere is asked again; a full quota and what is refused are not", () => {
  expect([409, 423, 429, 500, 502, 503, 504].every(maySendAgain)).toBe(true);
  expect([400, 401, 404, 410, 413, 415, 460, 507].some(maySendAgain)).toBe(false);
});
