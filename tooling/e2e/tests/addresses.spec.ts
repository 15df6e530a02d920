import { expect, test } from "@playwright/test";
import { appHost, readRun, signIn } from "./homeport.ts";
import { visit } from "./visitor.ts";

test("a hostname is claimed with the records to set, answers nobody yet, and goes again", async ({
  page,
}) => {
  const hostname = `notes-${Date.now().toString(36)}.example.org`;
  await signIn(page);
  await page.goto(`${readRun().webUrl}/apps`);
  await page.getByRole("link", { name: /^demo/i }).first().click();
  await page.getByRole("link", { name: "Addresses" }).click();
  const dialog = page.getByRole("dialog");
  const name = dialog.getByLabel("Hostname", { exact: true });
  const submit = dialog.getByRole("button", { name: "Add hostname" });

  await page.getByRole("button", { name: "Add hostname" }).click();
  await name.fill(appHost("taken").split(":")[0] ?? "");
  await submit.click();
  await expect(dialog.getByRole("alert")).toContainText("given by Homeport itself");
  await name.fill(hostname);
  await submit.click();
  await expect(dialog).toBeHidden();

  const row = page.getByRole("listitem").filter({ hasText: "Waiting for DNS" });
  await expect(row.getByText(`_homeport.${hostname}`)).toBeVisible();
  await expect(row.getByText(/^homeport-verify=[\w-]{22}$/)).toBeVisible();
  expect((await visit(hostname)).status).toBe(404);

  // Typed again, it is told at the field, and what was typed stays.
  await page.getByRole("button", { name: "Add hostname" }).click();
  await name.fill(hostname);
  await submit.click();
  await expect(dialog.getByRole("alert")).toContainText("has this hostname already");
  await expect(name).toHaveValue(hostname);
  await page.keyboard.press("Escape");

  await page.setViewportSize({ width: 360, height: 740 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(360);

  await row.getByRole("button", { name: `Actions for ${hostname}` }).press("Enter");
  await page.getByRole("menuitem", { name: "Remove" }).press("Enter");
  await dialog.getByRole("button", { name: "Remove hostname" }).click();
  await expect(page.getByText("No hostname of your own yet")).toBeVisible();
});
