import { expect, type Page, test } from "@playwright/test";
import { readRun } from "./homeport.ts";

/** Opens the sign-in page whose scripts do not come until they are let through. */
async function openWithoutScripts(page: Page): Promise<() => void> {
  const { promise: arrived, resolve: letThrough } = Promise.withResolvers<void>();
  await page.route("**/_next/static/**/*.js", async (route) => {
    await arrived;
    await route.continue();
  });
  await page.goto(`${readRun().webUrl}/sign-in`, { waitUntil: "commit" });
  return letThrough;
}

test("what was typed before a page came to life is still there when it has", async ({ page }) => {
  const { admin } = readRun();
  const letThrough = await openWithoutScripts(page);
  const email = page.getByLabel("E-mail");
  await email.fill(admin.email);
  letThrough();
  const show = page.getByRole("button", { name: "Show password" });
  const hide = page.getByRole("button", { name: "Hide password" });
  // Alive is a page that answers to a press.
  await expect(async () => {
    await show.click({ timeout: 500 });
    await expect(hide).toBeVisible({ timeout: 500 });
  }).toPass();
  await hide.click();
  await page.getByLabel("Password", { exact: true }).fill(admin.password);
  await expect(email).toHaveValue(admin.email);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("navigation").first()).toBeVisible();
});

test("a form that is sent before its page came to life tells no address its password", async ({
  page,
}) => {
  const { admin } = readRun();
  await openWithoutScripts(page);
  await page.getByLabel("E-mail").fill(admin.email);
  await page.getByLabel("Password", { exact: true }).fill(admin.password);
  const sent = page.waitForRequest((request) => request.isNavigationRequest());
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  const request = await sent;
  expect(request.method()).toBe("POST");
  expect(decodeURIComponent(request.url())).not.toContain(admin.password);
  expect(page.url()).not.toContain("password");
  await expect(page.getByLabel("E-mail")).toBeVisible();
});
