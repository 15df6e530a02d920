import { expect, test } from "@playwright/test";
import { readRun, signIn } from "./homeport.ts";

test("whoever manages a host reads the newest lines of its agent's log on its page", async ({
  page,
}) => {
  await signIn(page);
  await page.goto(`${readRun().webUrl}/hosts/${readRun().demo.hostId}`);
  const log = page.getByRole("region", { name: "Agent log" });
  await log.getByRole("button", { name: "Show newest lines" }).click();
  await expect(log.getByText(/^slot\.state .*state="live"/).first()).toBeVisible();
  await expect(log.getByRole("button", { name: "Read again" })).toBeVisible();
});
