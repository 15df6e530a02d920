import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { appHost, createTestHost, logIn, readRun, signIn, type TestHost } from "./homeport.ts";
import { visit } from "./visitor.ts";

const consoleAt = (path: string) => `${readRun().webUrl}${path}`;
const nameOf = (word: string) => `${word}-${Date.now().toString(36)}`;

/** An app that takes so long to listen that a browser has to wait for it. */
const slowApp = `
import { createServer } from "node:http";
console.log("warming up");
setTimeout(() => {
  createServer((request, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<h1>Tides</h1>" + request.url);
  }).listen(Number(process.env.PORT), "127.0.0.1", () => console.log("here I am"));
}, 3000);
`;

let folder: string;
let cli: TestHost;

test.beforeAll(async ({ browser }) => {
  folder = mkdtempSync(join(tmpdir(), "homeport-managed-"));
  writeFileSync(join(folder, "app.mjs"), slowApp);
  cli = createTestHost();
  const page = await browser.newPage();
  await signIn(page);
  await logIn(page, cli.home);
  await page.close();
});

test.afterAll(async () => {
  await cli[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** A manifest of the slow app, as a file; whoever likes may open what is under /open. */
function manifestFile(name: string, title = "Tides"): string {
  const file = join(folder, `${name}.json`);
  const argv = [process.execPath, join(folder, "app.mjs")];
  const rules = [{ path: "/open", match: "prefix", level: "public" }];
  const manifest = { version: 1, name, title, runtime: "process", process: { argv }, rules };
  writeFileSync(file, JSON.stringify(manifest));
  return file;
}

async function goneIsSoon(name: string): Promise<void> {
  const answered = async () => (await visit(appHost(name))).status;
  await expect.poll(answered, { timeout: 20_000 }).toBe(404);
}

async function uninstallInConsole(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Uninstall…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("stays on");
  await dialog.getByRole("radio", { name: "Delete its data" }).click();
  await expect(dialog).toContainText("no way back");
  await expect(dialog.getByRole("button", { name: "Uninstall app" })).toBeDisabled();
  await dialog.getByRole("textbox").fill(name);
  await dialog.getByRole("button", { name: "Uninstall app" }).click();
}

test("an app that a command installed is woken by a visit, stopped in the console, and gone once it is uninstalled", async ({
  page,
}) => {
  test.setTimeout(150_000);
  const name = nameOf("tides");
  const install = ["apps", "install", "--file", manifestFile(name), "--host", "demo", "--no-start"];
  const made = (await cli.run(...install)) as { appId: string; state: string; url: string };
  expect(made).toMatchObject({ state: "done", url: `http://${appHost(name)}/` });

  await signIn(page);
  const shown = await page.goto(`http://${appHost(name)}/chart`);
  expect(shown?.status()).toBe(503);
  await expect(page.getByRole("heading", { name: "Starting Tides" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Tides", exact: true })).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.getByText("/chart")).toBeVisible();

  await page.goto(consoleAt(`/apps/${made.appId}`));
  await expect(page.getByText(/^A visit · /)).toBeVisible();
  await page.getByRole("button", { name: "Show newest lines" }).click();
  await expect(page.getByText("warming up")).toBeVisible();
  await page.getByRole("button", { name: "Stop Tides" }).click();
  await expect(page.getByText(/^Stopped for/)).toBeVisible({ timeout: 20_000 });

  const held = await visit(appHost(name), { path: "/open/sea" });
  expect([held.status, String(held.body)]).toEqual([200, "<h1>Tides</h1>/open/sea"]);
  await expect(page.getByText(/^Running for/)).toBeVisible({ timeout: 20_000 });
  expect(await cli.run("apps", "logs", name)).toMatchObject({
    source: "app",
    lines: expect.arrayContaining(["here I am"]),
  });

  await uninstallInConsole(page, name);
  await expect(page).toHaveURL(consoleAt("/apps"), { timeout: 20_000 });
  await expect(page.getByText("Tides is uninstalled")).toBeVisible();
  await goneIsSoon(name);
});

test("a manifest shows what is wrong with it before it is installed, and its app is started by whoever may", async ({
  page,
}) => {
  test.setTimeout(120_000);
  const name = nameOf("harbour");
  await signIn(page);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("docker compose");
  await page.getByRole("option", { name: "Run an app on a host" }).click();
  const dialog = page.getByRole("dialog");
  const manifest = dialog.getByLabel("Manifest", { exact: true });
  await manifest.fill("version: 1\nname: Not A Label\ntitle: ''\nruntime: process\n");
  await expect(dialog.getByText("line 2: name:")).toBeVisible();
  await expect(dialog.getByText("line 3: title:")).toBeVisible();
  const lines = ["version: 1", `name: ${name}`, "title: Harbour", "runtime: process"];
  const argv = JSON.stringify([process.execPath, join(folder, "app.mjs")]);
  await manifest.fill([...lines, `process: {argv: ${argv}}`, "consents: [host-paths]"].join("\n"));
  await expect(dialog.getByText("Read and change folders of the host")).toBeVisible();
  await dialog.getByLabel("Host", { exact: true }).click();
  await page.getByRole("option", { name: /^demo/ }).click();
  await dialog.getByRole("button", { name: "Install app" }).click();
  await expect(page.getByRole("heading", { name: "Harbour" })).toBeVisible();
  await expect(page.getByText(/^Running for/)).toBeVisible({ timeout: 30_000 });
  await page.getByRole("switch", { name: "Always on" }).click();
  await expect(page.getByText("never stopped for want of visitors")).toBeVisible();
  const info = (await cli.run("apps", "info", name)) as { app: object };
  expect(info.app).toMatchObject({ alwaysOn: true, idleStopMs: null, status: "running" });
  await cli.run("apps", "uninstall", name, "--yes", "--delete-data");
  await goneIsSoon(name);
});

test("an app of a host that is away waits for it, and uninstalled leaves its name free at once", async ({
  page,
}) => {
  await using away = createTestHost();
  const name = nameOf("pier");
  const machine = nameOf("loft");
  await signIn(page);
  await logIn(page, away.home);
  await away.run("enroll", "--url", readRun().webUrl, "--name", machine);
  const install = ["apps", "install", "--file", manifestFile(name, "Pier"), "--host", machine];
  const made = (await cli.run(...install)) as { appId: string; state: string };
  expect(made.state).toBe("queued");

  await page.goto(consoleAt(`/apps/${made.appId}`));
  await expect(page.getByText("Waits for its host").first()).toBeVisible();
  await expect(page.getByText("When it returns, it installs the app.")).toBeVisible();
  await uninstallInConsole(page, name);
  await expect(page.getByText("Its name and address are free already.")).toBeVisible();
  await page.goto(consoleAt("/apps"));
  const leaving = page.getByRole("region", { name: "Being uninstalled" });
  await expect(leaving).toContainText(`${machine} is offline. It removes the app when it returns`);

  await cli.run("apps", "install", "--file", manifestFile(name), "--host", "demo", "--no-start");
  await cli.run("apps", "uninstall", name, "--yes");
  await goneIsSoon(name);
});
