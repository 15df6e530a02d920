import { TRPCError } from "@trpc/server";
import { expect, test } from "vitest";
import { z } from "zod";
import { describeError } from "./error-map.ts";
import { pageFields } from "./routers/page-input.ts";

const page = z.strictObject(pageFields);

test.each([
  ["a limit of 0", { limit: 0 }, "LIMIT_INVALID"],
  ["a limit of 501", { limit: 501 }, "LIMIT_INVALID"],
  ["a limit of 1.5", { limit: 1.5 }, "LIMIT_INVALID"],
  ["a limit in letters", { limit: "5" }, "LIMIT_INVALID"],
  ["a cursor that is too long", { cursor: "x".repeat(1_025) }, "CURSOR_INVALID"],
  ["another direction", { direction: "backward" }, "INPUT_INVALID"],
])("a page asked for with %s is refused over tRPC", (_asked, input, appCode) => {
  const cause = page.safeParse(input).error;
  const error = new TRPCError({ code: "BAD_REQUEST", cause });
  expect(describeError(error, "r1").data).toMatchObject({ appCode, retryable: false });
});
