import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, type Page, test } from "@playwright/test";
import { appHost, createTestHost, logIn, readRun, signIn } from "./homeport.ts";
import { visit } from "./visitor.ts";

// A worker that starts again after a failure must not meet its predecessor's names.
const label = `album-${randomBytes(3).toString("hex")}`;
let server: Server;

test.beforeAll(async () => {
  server = createServer((request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    const keys = Object.keys(request.headers).filter((name) => /key|authorization/.test(name));
    response.end(
      `<h1>Album</h1><p id="who">${request.headers["x-homeport-kind"]} ${keys.length}</p>`,
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await using host = createTestHost(readRun().demo.agentHome);
  await host.run("expose", String(port), "--name", label, "--level", "link");
});

test.afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function openLinks(page: Page): Promise<void> {
  await page.goto(`${readRun().webUrl}/apps`);
  await page
    .getByRole("link", { name: new RegExp(`^${label}`, "i") })
    .first()
    .click();
  await page.getByRole("link", { name: "Share links" }).click();
}

test("a guest opens a share link without an account, and is shut out once it is revoked", async ({
  page,
  browser,
}) => {
  await signIn(page);
  await openLinks(page);
  await expect(page.getByText("No links yet")).toBeVisible();
  await page.getByRole("button", { name: "Create link" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("For Grace");
  await dialog.getByLabel("Uses").fill("none");
  await dialog.getByRole("button", { name: "Create link" }).click();
  await expect(dialog.getByRole("alert")).toContainText("whole number");
  await dialog.getByLabel("Uses").fill("3");
  await dialog.getByRole("button", { name: "Create link" }).click();
  const address = await dialog.getByLabel("share link", { exact: true }).textContent();
  await expect(dialog.getByRole("img", { name: /QR/ })).toBeVisible();
  await dialog.getByRole("button", { name: "Done" }).click();
  const links = page.getByRole("region", { name: "Share links" });
  const row = links.getByRole("listitem").filter({ hasText: "For Grace" });
  await expect(row).toContainText("used 0 of 3 times");

  const guest = await (await browser.newContext()).newPage();
  await guest.goto(address ?? "");
  await expect(guest.getByRole("heading", { name: "Album" })).toBeVisible();
  await expect(guest.locator("#who")).toHaveText("link 0");
  expect(guest.url()).toBe(`http://${appHost(label)}/`);

  await row.getByRole("button", { name: "Revoke For Grace" }).click();
  await dialog.getByRole("button", { name: "Revoke link" }).click();
  await expect(row.getByText("Revoked")).toBeVisible();
  await expect(row).toContainText("used 1 of 3 times");
  await expect
    .poll(async () => (await guest.reload())?.status(), { timeout: 1_000, intervals: [50] })
    .toBe(410);
  await expect(guest.getByRole("heading", { name: "This link has ended" })).toBeVisible();
  await guest.goto(address ?? "");
  await expect(guest.getByRole("heading", { name: "This link was revoked" })).toBeVisible();
  await expect(guest.getByText("Administrator")).toBeVisible();
  await guest.context().close();

  await page.setViewportSize({ width: 360, height: 740 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(360);
});

test("the command makes a link, which opens the app as often as was said", async ({
  page,
  browser,
}) => {
  await using host = createTestHost();
  await signIn(page);
  await logIn(page, host.home);
  const made = await host.run("share", label, "--for", "1h", "--uses", "1", "--path", "/summer");
  expect(made).toMatchObject({ app: label, path: "/summer", opensAt: "/summer", maxUses: 1 });
  const { url } = made as { url: string };
  const context = await browser.newContext();
  const guest = await context.newPage();
  await guest.goto(url);
  await expect(guest).toHaveURL(`http://${appHost(label)}/summer`);
  await guest.goto(url);
  await expect(guest).toHaveURL(`http://${appHost(label)}/summer`);
  await context.close();
  const late = await (await browser.newContext()).newPage();
  await late.goto(url);
  await expect(late.getByRole("heading", { name: "This link has been used up" })).toBeVisible();
  await late.context().close();
});

test("a program opens an app by an API key, until that is revoked", async ({ page }) => {
  await signIn(page);
  await page.goto(`${readRun().webUrl}/settings/keys`);
  await page.getByRole("button", { name: "Create key" }).click();
  const dialog = page.getByRole("dialog");
  const name = `Monitor of ${label}`;
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Create key" }).click();
  const key = (await dialog.getByLabel("API key", { exact: true }).textContent()) ?? "";
  await dialog.getByRole("button", { name: "Done" }).click();

  const ask = () => visit(appHost(label), { headers: { authorization: `Bearer ${key}` } });
  const passed = await ask();
  expect([passed.status, String(passed.body)]).toEqual([
    200,
    '<h1>Album</h1><p id="who">key 0</p>',
  ]);
  await page.getByRole("button", { name: `Revoke ${name}` }).click();
  await dialog.getByRole("button", { name: "Revoke key" }).click();
  await expect(page.getByText(name, { exact: true })).toBeHidden();
  await expect.poll(async () => (await ask()).status, { timeout: 1_000 }).toBe(401);
});
