import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { fillSignIn, readRun } from "./homeport.ts";

const at = (path: string) => `${readRun().webUrl}${path}`;

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .include("main")
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
}

test("an app of the catalog is taken in on the demo host, once, and opens in the browser", async ({
  page,
}) => {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<h1>Memos on this host</h1>");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const name = `memos-${Date.now().toString(36)}`;

  await page.goto(at("/catalog/memos"));
  await page.getByRole("link", { name: "Install Memos" }).click();
  await fillSignIn(page);
  await expect(page.getByRole("heading", { level: 1, name: "Install Memos" })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("radio", { name: "It runs there already" }).click();
  await page.getByRole("radio", { name: /^demo/ }).check();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("button", { name: "Install Memos" }).click();
  await expect(page.getByText("Give the port on which it listens")).toBeVisible();
  await page.getByRole("textbox", { name: "Port" }).fill(String(port));
  await expect(page.getByText("/: members")).toBeVisible();
  await page.getByRole("button", { name: "Install Memos" }).dblclick();
  await expect(page).toHaveURL(/\/apps\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("heading", { level: 1, name: "Memos" })).toBeVisible();

  const opened = page.waitForEvent("popup");
  await page.getByRole("link", { name: new RegExp(name) }).first().click();
  const app = await opened;
  await expect(app.getByRole("heading", { name: "Memos on this host" })).toBeVisible();
  await page.goto(at("/apps"));
  await expect(page.getByText(name)).toHaveCount(1);
  server.close();
});

test("a description runs no script and loads nothing from elsewhere, whatever is in it", async ({
  page,
}) => {
  const folder = mkdtempSync(join(tmpdir(), "homeport-keeper-"));
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Keeper", "-c", "user.email=k@example.invalid", ...args], {
      cwd: folder,
      stdio: "ignore",
    });
  git("clone", "--quiet", readRun().catalogRepo ?? "", ".");
  const hostile = [
    "Groceries. <script>window.hurt = 1</script><img src=x onerror='window.hurt = 2'>",
    "![far](https://elsewhere.example/pixel.png) [do not](javascript:window.hurt=3)",
    "<iframe src='https://elsewhere.example'></iframe> [out](https://elsewhere.example/)",
  ];
  writeFileSync(join(folder, "apps/gr/grocy/description.md"), `${hostile.join("\n\n")}\n`);
  git("commit", "--quiet", "--all", "--message", "Describe an app");
  git("push", "--quiet");

  const foreign: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(readRun().webUrl)) foreign.push(request.url());
  });
  await expect(async () => {
    await page.goto(at("/catalog/grocy"));
    await expect(page.getByRole("link", { name: "out" })).toBeVisible({ timeout: 200 });
  }).toPass({ timeout: 25_000 });
  const about = page.getByRole("region", { name: "About" });
  await expect(about.getByRole("link", { name: "out" })).toHaveAttribute(
    "rel",
    "nofollow noopener noreferrer",
  );
  await expect(about.locator("script, iframe, img, [onerror], [href^='javascript']")).toHaveCount(0);
  await expect(about.getByRole("link", { name: "far" })).toBeVisible();
  expect(await page.evaluate(() => Reflect.get(window, "hurt"))).toBeUndefined();
  expect(foreign.filter((url) => !url.startsWith("data:"))).toEqual([]);

  git("revert", "--no-edit", "HEAD");
  git("push", "--quiet");
  rmSync(folder, { recursive: true, force: true });
});
