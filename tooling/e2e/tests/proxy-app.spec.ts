import { expect, test } from "@playwright/test";
import { readRun, signIn } from "./homeport.ts";
import { visit } from "./visitor.ts";

test("an app behind a proxy of one's own is added by its hostname, and shows what that proxy needs", async ({
  page,
}) => {
  const hostname = `wiki-${Date.now().toString(36)}.example.org`;
  await signIn(page);
  await page.goto(`${readRun().webUrl}/apps?add=1`);
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Behind my own proxy" }).click();
  await expect(dialog.getByLabel("Host", { exact: true })).toHaveCount(0);
  const name = dialog.getByLabel("Hostname", { exact: true });
  await name.fill("wiki");
  await dialog.getByRole("button", { name: "Add app" }).click();
  await expect(dialog.getByRole("alert")).toContainText("full hostname");
  await name.fill(hostname);
  await dialog.getByRole("button", { name: "Add app" }).click();

  await expect(page.getByRole("heading", { level: 1 })).toContainText(hostname);
  await expect(page.getByText("Waiting for DNS").first()).toBeVisible();
  await expect(page.getByText("/gate/nginx")).toBeVisible();
  const tabs = page.getByRole("navigation", { name: "Pages of this app" });
  await expect(tabs.getByRole("link", { name: "Delivery" })).toHaveCount(0);
  expect((await visit(hostname)).status).toBe(404);

  await tabs.getByRole("link", { name: "Addresses" }).click();
  await expect(page.getByText(`_homeport.${hostname}`)).toBeVisible();
  await expect(page.getByText("CNAME")).toHaveCount(0);

  await tabs.getByRole("link", { name: "Overview" }).click();
  await page.setViewportSize({ width: 360, height: 740 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(360);
  await page.getByRole("button", { name: "Remove…" }).click();
  await dialog.getByRole("textbox").fill(hostname.replaceAll(".", "-"));
  await dialog.getByRole("button", { name: "Remove app" }).click();
  await expect(page).toHaveURL(/\/apps$/);
  await expect(page.getByText(hostname)).toHaveCount(0);
});
