import { expect, test } from "@playwright/test";
import { readRun, signIn } from "./homeport.ts";

test("an identity is added, chosen for an app, made the default and deleted", async ({ page }) => {
  const { webUrl } = readRun();
  const name = `Shop ${Date.now().toString(36)}`;
  await signIn(page);
  await page.goto(`${webUrl}/identities`);
  // Messages are list items too.
  const rows = page.getByRole("region", { name: "Identities" }).getByRole("listitem");
  const row = rows.filter({ hasText: name });
  const first = rows.filter({ hasText: "Default" });
  const actions = await first.getByRole("button", { name: /^Actions/ }).getAttribute("aria-label");
  const dialog = page.getByRole("dialog");

  await page.getByRole("button", { name: "Add identity" }).click();
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  await dialog.getByLabel("E-mail", { exact: true }).fill("not an address");
  await dialog.getByRole("button", { name: "Add identity" }).click();
  await expect(dialog.getByRole("alert")).toContainText("INPUT_INVALID");
  await dialog.getByLabel("E-mail", { exact: true }).fill("shop@example.org");
  await dialog.getByRole("button", { name: "Add identity" }).click();
  await expect(dialog).toBeHidden();
  await expect(row.getByText(/^[a-z2-7]{52}$/)).toBeVisible();

  await page.goto(`${webUrl}/apps`);
  await page.getByRole("link", { name: /^demo/i }).first().click();
  await page.getByRole("link", { name: "Access" }).click();
  await page.getByLabel("Identity of this app").press("Enter");
  await page.getByRole("option", { name }).press("Enter");
  await expect(page.getByText("The app knows you by another identity")).toBeVisible();

  await page.goto(`${webUrl}/identities`);
  await expect(row.getByRole("link", { name: /demo/i })).toBeVisible();
  await row.getByRole("button", { name: `Actions for ${name}` }).press("Enter");
  await page.getByRole("menuitem", { name: "Make default" }).press("Enter");
  await expect(row.getByText("Default")).toBeVisible();
  await page.getByRole("button", { name: actions ?? "" }).press("Enter");
  await page.getByRole("menuitem", { name: "Make default" }).press("Enter");
  await expect(row.getByText("Default")).toBeHidden();

  await page.setViewportSize({ width: 360, height: 740 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(360);

  const deletion = page.getByRole("menuitem", { name: "Delete" });
  // A page that has just become narrow is drawn anew, and a menu that was opened meanwhile closes with that.
  await expect(async () => {
    await row.getByRole("button", { name: `Actions for ${name}` }).press("Enter");
    await expect(deletion).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await deletion.press("Enter");
  await expect(dialog).toContainText("1 app that uses it");
  await dialog.getByRole("button", { name: "Delete identity" }).click();
  await expect(row).toBeHidden();
});

test("the visits of an app are shown by reason, and a filter that leaves none says so", async ({
  page,
}) => {
  test.setTimeout(120_000);
  await signIn(page);
  await page.goto(`${readRun().webUrl}/apps`);
  await page.getByRole("link", { name: /^demo/i }).first().click();
  await page.getByRole("link", { name: "Activity" }).click();
  await expect(page.getByRole("heading", { name: "Visits" })).toBeVisible();
  // The start itself asked for the app once; its relay writes that within a minute.
  const reasons = page.getByRole("region", { name: "Visits by reason" });
  await expect(async () => {
    await page.reload();
    await expect(reasons.getByText("Not signed in")).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 90_000 });
  await page.getByLabel("Visits shown").press("Enter");
  await page.getByRole("option", { name: "Allowed", exact: true }).press("Enter");
  await expect(page.getByText(/^(No visits in this period|Allowed)$/).first()).toBeVisible();
  await page.setViewportSize({ width: 360, height: 740 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(360);
});
