import { expect, type Page, test } from "@playwright/test";
import { readRun, signIn } from "./homeport.ts";

const console_ = (path: string) => `${readRun().webUrl}${path}`;

/** A replica of the worker that runs, as the list of replicas shows it. */
function runningWorker(page: Page) {
  const running = page.getByRole("region", { name: "Running" });
  return running.getByRole("listitem").filter({ hasText: "worker" }).first();
}

test("an operator sees the fleet, drains a replica, watches it end, and another takes its place", async ({
  page,
}) => {
  await signIn(page);
  await page.getByRole("link", { name: "Operator" }).first().click();
  await expect(page).toHaveURL(console_("/operator/fleet"));
  const replicas = page.getByRole("region", { name: "Replicas" });
  for (const app of ["web", "worker", "relay"]) {
    const row = replicas.getByRole("listitem").filter({ hasText: app });
    await expect(row.getByText(/^[1-9] ready$/)).toBeVisible();
  }
  await expect(page.getByRole("region", { name: "Stores" }).getByText(/^Up for/)).toHaveCount(2);

  await page.getByRole("link", { name: "Replicas" }).click();
  const link = runningWorker(page).getByRole("link");
  const drained = (await link.textContent()) ?? "";
  await link.click();
  await expect(page.getByRole("slider", { name: /^Event loop lag/ })).toBeVisible();
  await page.getByRole("button", { name: "Drain", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Drain replica" }).click();
  await expect(page.getByText(/^This replica stopped at/)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("button", { name: "Drain", exact: true })).toHaveCount(0);

  await page.getByRole("link", { name: /Replicas/ }).click();
  await expect(page.getByRole("region", { name: "Gone" }).getByText(drained)).toBeVisible();
  await expect(runningWorker(page).getByText("Ready")).toBeVisible({ timeout: 30_000 });
});

test("an operator runs a schedule from a phone, and finds its run among the jobs that are done", async ({
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn(page);
  for (const path of ["/operator/fleet", "/operator/replicas", "/operator/queues"]) {
    await page.goto(console_(path));
    await expect(page.getByRole("heading", { level: 2 }).first()).toBeVisible();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide, path).toBeLessThanOrEqual(360);
  }
  const schedules = page.getByRole("region", { name: "Schedules" });
  await schedules.getByRole("button", { name: "Run auth.sweep now" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Run now" }).click();
  await expect(page.getByText("auth.sweep is on its way")).toBeVisible();
  await page.getByRole("link", { name: "upkeep" }).click();
  await page.getByRole("radio", { name: "Done" }).click();
  await expect(page).toHaveURL(/state=completed/);
  await page.getByRole("link", { name: "auth.sweep" }).first().click();
  const facts = page.getByRole("region", { name: "Facts" });
  await expect(facts.getByText("Done", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Retry" })).toHaveCount(0);
  await page.goto(console_("/audit"));
  await expect(page.getByText("schedule.run").first()).toBeVisible();
});

test("whoever is no operator gets 403, and no way there in the navigation", async ({
  page,
  browser,
}) => {
  await signIn(page);
  await page.goto(console_("/members"));
  await page.getByRole("button", { name: "Invite" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Invite someone" });
  await dialog.getByLabel("E-mail").fill(`oskar-${Date.now().toString(36)}@example.org`);
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  const link = (await dialog.getByText(/\/join\//).textContent()) ?? "";
  const visit = await browser.newContext();
  const theirs = await visit.newPage();
  await theirs.goto(link);
  await theirs.getByLabel("Your name").fill("Oskar");
  await theirs.getByLabel("Password", { exact: true }).fill("a guest of the harbour");
  await theirs.getByRole("button", { name: "Create account and join" }).click();
  const sections = theirs.getByRole("navigation", { name: "Sections" });
  await expect(sections).toBeVisible();
  await expect(sections.getByRole("link", { name: "Operator" })).toHaveCount(0);
  const answer = await theirs.goto(console_("/operator/leases"));
  expect(answer?.status()).toBe(403);
  await expect(theirs.getByRole("heading", { name: "Only operators may see this" })).toBeVisible();
  await expect(sections).toBeVisible();
  await visit.close();
});
