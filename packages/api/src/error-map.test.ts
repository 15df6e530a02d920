import { TRPCError } from "@trpc/server";
import { expect, test } from "vitest";
import { z } from "zod";
import { describeError } from "./error-map.ts";
import { pageFields } from "./routers/page-input.ts";

const page = z.strictObject(pageFields);

test.each([
  [{ limit: 0 }, "LIMIT_INVALID"],
  [{ limit: 501 }, "LIMIT_INVALID"],
  [{ limit: 1.5 }, "LIMIT_INVALID"],
  [{ limit: "5" }, "LIMIT_INVALID"],
  [{ cursor: "x".repeat(1_025) }, "CURSOR_INVALID"],
  [{ direction: "backward" }, "INPUT_INVALID"],
])("a page asked for by %j is refused as %s", (input, appCode) => {
  const cause = page.safeParse(input).error;
  const error = new TRPCError({ code: "BAD_REQUEST", cause });
  expect(describeError(error, "r1").data).toMatchObject({ appCode, retryable: false });
});
