import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createDockerCommand } from "@homeport/testkit";
import { expect, test } from "@playwright/test";
import { expectAccessible } from "./accessible.ts";
import { createTestHost, fillSignIn, logIn, readRun, signIn } from "./homeport.ts";

const at = (path: string) => `${readRun().webUrl}${path}`;

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
  await expectAccessible(page, "main");

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

test("an app of the catalog is run by Docker Compose with what was filled in, and opens in the browser", async ({
  page,
}) => {
  test.setTimeout(90_000);
  await using docker = createDockerCommand();
  await using host = createTestHost(undefined, docker.path);
  const name = `photos-${Date.now().toString(36)}`;
  // All that YAML and Compose would make something of, were it ever their text.
  const password = ['x": $HOME $', "{PATH} #{[&*!|>'%@`"].join("");
  await signIn(page);
  await logIn(page, host.home);
  await host.run("enroll", "--url", readRun().webUrl, "--name", name);
  await host.up();

  await page.goto(at("/catalog/install/photoprism"));
  await page.getByRole("radio", { name: new RegExp(`^${name}`) }).check();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("button", { name: "Install PhotoPrism" }).click();
  await expect(page.getByText("Something is still missing")).toBeVisible();
  await page.getByLabel("Password of the account admin").fill(password);
  await page.getByRole("button", { name: "Install PhotoPrism" }).click();
  await expect(page.getByText(/^Running for/)).toBeVisible({ timeout: 30_000 });
  expect(await page.content()).not.toContain("#{[");

  const opened = page.waitForEvent("popup");
  await page
    .getByRole("link", { name: new RegExp(name) })
    .first()
    .click();
  const app = await opened;
  await expect(
    app.getByText(/^photoprism\/photoprism:\S+@sha256:[0-9a-f]{64} answers$/),
  ).toBeVisible();
  const [, , , , file = ""] = docker.calls().find(({ argv }) => argv.includes("up"))?.argv ?? [];
  const { services } = JSON.parse(readFileSync(file, "utf8"));
  expect(Object.keys(services)).toEqual(["photoprism", "db"]);
  const { environment } = services.photoprism;
  // Compose reads dollar signs once more.
  expect(environment.PHOTOPRISM_ADMIN_PASSWORD).toBe(password.replaceAll("$", "$$$$"));
  expect(environment.PHOTOPRISM_DATABASE_PASSWORD).toBe(services.db.environment.MARIADB_PASSWORD);
  expect(environment.PHOTOPRISM_DATABASE_PASSWORD).toMatch(/^[\w-]{32}$/);
  expect(JSON.stringify(docker.calls())).not.toContain("#{[");
});

test("what does not fit a setting is told where it is typed when its field is left, and no field that nobody came to complains", async ({
  page,
}) => {
  await signIn(page);
  await page.goto(at("/catalog/install/transmission"));
  const name = page.getByLabel("Name for its page");
  const password = page.getByLabel("Password for its page");
  await name.fill("two words");
  await expect(name).not.toHaveAttribute("aria-invalid");
  await password.focus();
  const said = page.getByRole("alert").filter({ hasText: "does not have the form" });
  await expect(said).toBeVisible();
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await expect(name).toHaveAccessibleDescription(/does not have the form/);
  await expect(password).not.toHaveAttribute("aria-invalid");
  await name.fill("one");
  await expect(said).toBeHidden();
  await expect(password).toHaveAccessibleDescription(/This is needed\./);
  await expectAccessible(page, "main");
});
