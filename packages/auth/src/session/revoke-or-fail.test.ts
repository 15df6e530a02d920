import { CoordinationError } from "@homeport/coordination";
import { createMetrics } from "@homeport/platform";
import { expect, test } from "vitest";
import { revokeOrFail } from "./revoke-or-fail.ts";

const failed = (error: Error) => () => Promise.reject(error);

test("a sign-out that the store could not confirm is REVOKE_FAILED, and counted once", async () => {
  const metrics = createMetrics({ app: "test", version: "0" });
  const counted = async () =>
    /revoke_failed_total\{realm="people"\} (\d)/.exec(await metrics.text());
  await revokeOrFail(metrics, "people", async () => undefined);
  expect(await counted()).toBeNull();
  const away = revokeOrFail(metrics, "people", failed(new Error("away")));
  await expect(away).rejects.toMatchObject({ code: "REVOKE_FAILED", status: 503 });
  const told = revokeOrFail(metrics, "people", failed(new CoordinationError("REVOKE_FAILED")));
  await expect(told).rejects.toMatchObject({ code: "REVOKE_FAILED", status: 503 });
  expect((await counted())?.[1]).toBe("1");
});
