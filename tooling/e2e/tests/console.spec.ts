import { expect, type Page, test } from "@playwright/test";
import { appHost, readRun, signIn } from "./homeport.ts";
import { startProbeApp } from "./probe-app.ts";
import { visit } from "./visitor.ts";

const console_ = (path: string) => `${readRun().webUrl}${path}`;

test("an app is added in the console, opened step by step, and removed by its name", async ({
  page,
}) => {
  await using probe = await startProbeApp();
  const name = `shelf-${Date.now().toString(36)}`;
  await signIn(page);
  await page.goto(console_("/apps"));
  await page
    .getByRole("link", { name: "Add app" })
    .or(page.getByRole("button", { name: "Add app" }))
    .first()
    .click();
  await choose(page, "Host", /^demo/);
  await page.getByLabel("Where it listens").fill(String(probe.port));
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Add app" }).last().click();
  await expect(page.getByRole("heading", { name })).toBeVisible();
  // Closed to everyone but its owner from the first moment.
  await expect.poll(async () => (await visit(appHost(name))).status).toBe(401);

  await page.getByRole("link", { name: "Access" }).click();
  const whoCanOpen = page.locator("section, div").filter({ hasText: "Who can open this" }).last();
  await expect(whoCanOpen).toBeVisible();
  await choose(page, "Who may open /", /^Everyone|^Public/);
  await expect(page.getByText("Saving makes / public")).toBeVisible();
  await expect(page.getByText("After saving")).toBeVisible();
  // A draft changes nothing for visitors.
  expect((await visit(appHost(name), { path: "/empty" })).status).toBe(401);
  await page.getByRole("button", { name: "Save rules" }).click();
  await page.getByRole("button", { name: "Make it public" }).click();
  await expect.poll(async () => (await visit(appHost(name), { path: "/empty" })).status).toBe(204);

  await page.getByRole("link", { name: "Overview" }).last().click();
  await page.getByRole("button", { name: /^Remove/ }).click();
  const confirm = page.getByRole("dialog");
  await expect(confirm.getByRole("button", { name: "Remove app" })).toBeDisabled();
  await confirm.getByRole("textbox").fill(name);
  await confirm.getByRole("button", { name: "Remove app" }).click();
  await expect(page).toHaveURL(console_("/apps"));
  await expect.poll(async () => (await visit(appHost(name))).status).toBe(404);
});

test("the console is found by keyboard alone", async ({ page }) => {
  await signIn(page);
  await page.goto(console_("/"));
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.type("sessions");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(console_("/settings/devices"));
});

test("every page of the console fits 360 pixels in light and dark", async ({ browser }) => {
  for (const colorScheme of ["light", "dark"] as const) {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width: 360, height: 740 },
    });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    await signIn(page);
    for (const path of [
      "/",
      "/hosts",
      "/hosts/add",
      `/hosts/${readRun().demo.hostId}`,
      "/apps",
      "/settings/devices",
      "/settings/security",
      "/settings/keys",
    ]) {
      await page.goto(console_(path));
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, `${path} in ${colorScheme}`).toBeLessThanOrEqual(360);
    }
    expect(faults).toEqual([]);
    await context.close();
  }
});

test("a stranger is sent to sign-in and back to the page that was asked for", async ({ page }) => {
  await page.goto(console_("/hosts"));
  await expect(page).toHaveURL(/\/sign-in\?/);
  const { admin } = readRun();
  await page.getByLabel("E-mail").fill(admin.email);
  await page.getByLabel("Password", { exact: true }).fill(admin.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(console_("/hosts"));
});

test("a second person cannot sign up by themselves, and is told so", async ({ page }) => {
  await page.goto(console_("/sign-up"));
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("button", { name: /create/i })).toHaveCount(0);
});

test("signing out ends the session, and the way back asks again", async ({ page }) => {
  await signIn(page);
  await page.goto(console_("/settings/devices"));
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto(console_("/apps"));
  await expect(page).toHaveURL(/\/sign-in/);
});

test("what does not exist says so, inside the console and outside", async ({ page }) => {
  await signIn(page);
  for (const path of ["/hosts/not-a-host", "/apps/not-an-app", "/nowhere-at-all"]) {
    await page.goto(console_(path));
    await expect(page.getByRole("heading", { name: "Nothing is moored here" })).toBeVisible();
  }
});

/** Opens one of the console's select fields and takes the option. */
async function choose(page: Page, label: string, option: RegExp): Promise<void> {
  await page.getByLabel(label, { exact: true }).click();
  await page.getByRole("option", { name: option }).first().click();
}
