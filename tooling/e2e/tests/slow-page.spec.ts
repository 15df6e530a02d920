import { expect, type Page, test } from "@playwright/test";
import { readRun, signIn } from "./homeport.ts";

/** Opens a page whose scripts do not come until they are let through. */
async function openWithoutScripts(page: Page, path = "/sign-in"): Promise<() => void> {
  const { promise: arrived, resolve: letThrough } = Promise.withResolvers<void>();
  await page.route("**/_next/static/**/*.js", async (route) => {
    await arrived;
    await route.continue();
  });
  await page.goto(`${readRun().webUrl}${path}`, { waitUntil: "commit" });
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

test("files that were chosen before the gallery came to life are sent", async ({ page }) => {
  await signIn(page);
  const letThrough = await openWithoutScripts(page, "/gallery");
  const file = { name: "early.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no photo") };
  await page.getByLabel("Photos to upload").first().setInputFiles([file]);
  letThrough();
  const uploads = page.getByRole("region", { name: "Uploads" });
  await expect(uploads.getByText("early.jpg")).toBeVisible();
  await expect(uploads.getByText("UNSUPPORTED_FORMAT")).toBeVisible();
});

test("files that are chosen while the gallery comes to life are sent, each time", async ({
  page,
}) => {
  await signIn(page);
  const file = { name: "early.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no photo") };
  const uploads = page.getByRole("region", { name: "Uploads" });
  // Where something above the page changes while it comes to life, one time in four loses them.
  for (let times = 0; times < 8; times += 1) {
    await page.goto(`${readRun().webUrl}/gallery`);
    await page.getByLabel("Photos to upload").first().setInputFiles([file]);
    await expect(uploads.getByText("early.jpg")).toBeVisible();
  }
});
