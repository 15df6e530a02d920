import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { appHost, createTestHost, logIn, signIn } from "./homeport.ts";

/** Ends at once until the file beside it is there; then it takes so long that a browser has to wait. */
const moodyApp = `
import { existsSync } from "node:fs";
import { createServer } from "node:http";
if (!existsSync(new URL("ready", import.meta.url))) process.exit(3);
setTimeout(() => {
  createServer((request, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<h1>Low tide</h1>" + request.url);
  }).listen(Number(process.env.PORT), "127.0.0.1");
}, 3000);
`;

test("an app that does not start says why, and its page turns into it once somebody starts it", async ({
  page,
}) => {
  test.setTimeout(90_000);
  const name = `moody-${Date.now().toString(36)}`;
  const folder = mkdtempSync(join(tmpdir(), "homeport-waiting-"));
  const file = join(folder, "manifest.json");
  const program = join(folder, "app.mjs");
  writeFileSync(program, moodyApp);
  const argv = [process.execPath, program];
  const manifest = { version: 1, name, title: "Moody", icon: "M", runtime: "process" };
  writeFileSync(file, JSON.stringify({ ...manifest, process: { argv } }));
  await using cli = createTestHost();
  await signIn(page);
  await logIn(page, cli.home);
  await cli.run("apps", "install", "--file", file, "--host", "demo", "--no-start");

  await page.setViewportSize({ width: 360, height: 740 });
  const shown = await page.goto(`http://${appHost(name)}/deep?link=1`);
  expect(shown?.status()).toBe(503);
  await expect(page.getByRole("heading", { name: "Moody did not start" })).toBeVisible();
  await expect(page.getByRole("status")).toHaveText("It ended by itself.");
  await expect(page.getByRole("link", { name: "See its log in the console" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Try again" })).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(360);

  writeFileSync(join(folder, "ready"), "");
  const started = cli.run("apps", "start", name);
  await expect(page.getByRole("heading", { name: "Starting Moody" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Try again" })).toBeHidden();
  await expect(page.getByRole("heading", { name: "Low tide" })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText("/deep?link=1")).toBeVisible();
  await started;
  await cli.run("apps", "uninstall", name, "--yes", "--delete-data");
  rmSync(folder, { recursive: true, force: true });
});
