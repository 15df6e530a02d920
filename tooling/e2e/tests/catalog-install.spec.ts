import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
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
  await page
    .getByRole("link", { name: new RegExp(name) })
    .first()
    .click();
  const app = await opened;
  await expect(app.getByRole("heading", { name: "Memos on this host" })).toBeVisible();
  await page.goto(at("/apps"));
  await expect(page.getByText(name)).toHaveCount(1);
  server.close();
});
