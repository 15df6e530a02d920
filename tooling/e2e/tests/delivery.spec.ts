import { expect, type Page, test } from "@playwright/test";
import { readRun, signIn } from "./homeport.ts";

/** Opens the demo app's Delivery page by the ways that the console offers. */
async function openDelivery(page: Page): Promise<void> {
  await signIn(page);
  await page.goto(`${readRun().webUrl}/apps`);
  await page.getByRole("link", { name: /^demo/i }).first().click();
  await page.getByRole("link", { name: "Delivery", exact: true }).click();
  await expect(page.getByRole("form", { name: "Delivery settings" })).toBeVisible();
}

const save = (page: Page) => page.getByRole("button", { name: "Save changes" });
const preview = (page: Page) => page.getByRole("region", { name: "What changes" });

test("an app's limits are changed with a preview, and a field that makes no sense says so", async ({
  page,
}) => {
  await openDelivery(page);
  await expect(save(page)).toHaveCount(0);
  await page.getByLabel(/^Request body/).fill("a lot");
  await expect(page.getByText("Give a size such as 10 MiB")).toBeVisible();
  await expect(save(page)).toBeDisabled();
  await page.getByLabel(/^Request body/).fill("64 mb");
  await expect(preview(page)).toContainText(/Request body.*No limit.*64 MiB/);
  await save(page).click();
  await expect(page.getByText("The delivery settings are saved")).toBeVisible();
  await expect(preview(page)).toHaveCount(0);
  await page.reload();
  await expect(page.getByLabel(/^Request body/)).toHaveValue("64 MiB");

  // By keyboard alone: Enter saves.
  await page.getByLabel(/^Request body/).fill("");
  await page.keyboard.press("Enter");
  await expect(preview(page)).toHaveCount(0);
  await expect(page.getByLabel(/^Request body/)).toHaveValue("");
});

test("whoever saves second sees both versions, and loses nothing that was typed", async ({
  browser,
}) => {
  const [first, second] = [await browser.newPage(), await browser.newPage()];
  await openDelivery(first);
  await openDelivery(second);
  await second.getByLabel(/^Time to answer/).fill("77");
  await first.getByLabel(/^Time to answer/).fill("99");
  await save(first).click();
  await expect(preview(first)).toHaveCount(0);

  await save(second).click();
  const conflict = second.getByRole("alert").filter({ hasText: "meanwhile" });
  await expect(conflict.getByRole("row", { name: /Time to answer 99 s 77 s/ })).toBeVisible();
  await conflict.getByRole("button", { name: "Keep mine" }).click();
  await expect(second.getByLabel(/^Time to answer/)).toHaveValue("77");
  await expect(preview(second)).toContainText(/99 s.*77 s/);
  await second.getByLabel(/^Time to answer/).fill("120");
  await save(second).click();
  await expect(preview(second)).toHaveCount(0);

  // The switch beside the form acts at once, and does not make the draft a stranger's.
  await second.getByLabel(/^Requests at once/).fill("255");
  await second.getByRole("switch", { name: "Maintenance" }).click();
  await expect(first.getByRole("switch", { name: "Maintenance" })).toBeChecked();
  await second.getByRole("switch", { name: "Maintenance" }).click();
  await expect(first.getByRole("switch", { name: "Maintenance" })).not.toBeChecked();
  for (const value of ["255", "256"]) {
    await second.getByLabel(/^Requests at once/).fill(value);
    await save(second).click();
    await expect(preview(second)).toHaveCount(0);
  }
  await Promise.all([first.close(), second.close()]);
});

test("an app that nobody has visited says that it has no traffic, and the page fits 360 pixels", async ({
  browser,
}) => {
  const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
  await openDelivery(page);
  const traffic = page.getByRole("region", { name: "Traffic", exact: true });
  await expect(traffic.getByText("No traffic yet").or(traffic.getByRole("slider"))).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.close();
});
