import { expect, type Page, test } from "@playwright/test";
import { appHost, fillSignIn, readRun, signIn } from "./homeport.ts";
import { visit } from "./visitor.ts";

const demo = () => new URL(readRun().demo.appUrl);

test("a deep link to an app asks for sign-in and then shows that very page", async ({ page }) => {
  await page.goto(new URL("/?from=a-friend", demo()).href);
  await expect(page).toHaveURL(/\/sign-in/);
  await fillSignIn(page);
  await expect(page).toHaveURL(new URL("/?from=a-friend", demo()).href);
  await expect(page.getByRole("heading", { name: "Notes" })).toBeVisible();
  await expect(page.locator("#hello")).toHaveText("Hello, Administrator.");
});

test("a program without sign-in gets 401 JSON that says where to sign in", async () => {
  const answer = await visit(demo().host, { headers: { accept: "application/json" } });
  expect(answer.status).toBe(401);
  expect(answer.message.headers["www-authenticate"]).toContain("Bearer");
  const { error } = JSON.parse(answer.body.toString());
  expect(error.code).toBe("SIGN_IN_REQUIRED");
  expect(error.loginUrl).toBe(demo().href);
});

test("a forged app cookie is a stranger's", async () => {
  const forged = `homeport_app=v1.${"A".repeat(43)}.${"B".repeat(22)}`;
  const answer = await visit(demo().host, { headers: { cookie: forged } });
  expect(answer.status).toBe(401);
});

test("the sign-in of the console is no cookie of the app's address", async ({ page, context }) => {
  await openDemo(page);
  const names = (await context.cookies(demo().href)).map((cookie) => cookie.name);
  expect(names).toContain("homeport_app");
  expect(names.filter((name) => name.includes("session"))).toEqual([]);
});

test("a note of one browser appears in another at once, and files and sockets go through", async ({
  page,
  browser,
}) => {
  await openDemo(page);
  const other = await browser.newPage();
  await openDemo(other);
  await expect(other.getByText("live", { exact: true })).toBeVisible();
  const note = `Bring the ladder ${Date.now()}`;
  await page.getByLabel(/a note for everyone/i).fill(note);
  await page.getByRole("button", { name: "Add note" }).click();
  await expect(other.getByText(note)).toBeVisible();
  await page.getByLabel("Choose a file").setInputFiles({
    name: "plan.bin",
    mimeType: "application/octet-stream",
    buffer: Buffer.alloc(3_000_000, 7),
  });
  await expect(page.getByText(/3,000,000 bytes · SHA-256/)).toBeVisible();
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.locator("#echoed")).toHaveText(/hello · back after/);
  await other.close();
});

test("a WebSocket carries binary messages both ways and keeps its subprotocol", async ({
  page,
}) => {
  await openDemo(page);
  const seen = await page.evaluate(
    () =>
      new Promise<{ protocol: string; bytes: number[] }>((resolve, reject) => {
        const socket = new WebSocket(
          location.href.replace(/^http/, "ws").replace(/\/[^/]*$/, "/echo"),
          ["echo.v1"],
        );
        socket.binaryType = "arraybuffer";
        socket.onopen = () => socket.send(new Uint8Array([0, 255, 1, 128]));
        socket.onmessage = (event) =>
          resolve({ protocol: socket.protocol, bytes: [...new Uint8Array(event.data)] });
        socket.onerror = () => reject(new Error("the socket failed"));
      }),
  );
  expect(seen).toEqual({ protocol: "echo.v1", bytes: [0, 255, 1, 128] });
});

test("a session revoked in the console is shut out of the app within a second, open sockets too", async ({
  page,
  browser,
}) => {
  const lost = await browser.newContext({
    userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; rv:140.0) Gecko/20100101 Firefox/140.0",
  });
  const laptop = await lost.newPage();
  await openDemo(laptop);
  await laptop.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const socket = new WebSocket(
          location.href.replace(/^http/, "ws").replace(/\/[^/]*$/, "/echo"),
        );
        socket.onopen = () => resolve();
        socket.onclose = () => {
          document.title = "cut";
        };
      }),
  );
  await signIn(page);
  await page.goto(`${readRun().webUrl}/settings/devices`);
  await page.getByRole("button", { name: "Revoke Firefox on Windows" }).click();
  await expect.poll(() => laptop.title(), { timeout: 2_000 }).toBe("cut");
  const answer = await laptop.evaluate(async () => (await fetch("/api/me")).status);
  expect(answer).toBe(401);
  await lost.close();
});

test("the sign-in form says the same to a wrong password and an unknown person", async ({
  page,
}) => {
  const said: string[] = [];
  for (const email of [readRun().admin.email, "nobody@example.org"]) {
    await page.goto(`${readRun().webUrl}/sign-in`);
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    const alert = page.getByRole("alert").filter({ hasText: /not signed in/i });
    await expect(alert).toBeVisible();
    said.push((await alert.textContent())?.replace(/[0-9a-f-]{36}/g, "") ?? "");
  }
  expect(said[0]).toBe(said[1]);
});

test("health and metrics are not on the public listeners", async ({ request }) => {
  for (const path of ["/healthz", "/readyz", "/metrics"]) {
    expect((await request.get(`${readRun().webUrl}${path}`)).status(), path).toBe(404);
    expect((await visit(new URL(readRun().appsUrl).host, { path })).status, path).toBe(404);
  }
});

test("an address under the apps host that nobody has is 404, also for people", async ({ page }) => {
  const shown = await page.goto(`http://${appHost("nobody-here")}/`);
  expect(shown?.status()).toBe(404);
  await expect(page.getByRole("heading")).toBeVisible();
});

/** Opens the demo app, signing in on the way when the browser is a stranger. */
async function openDemo(page: Page): Promise<void> {
  await page.goto(demo().href);
  if (page.url().includes("/sign-in")) await fillSignIn(page);
  await expect(page.getByRole("heading", { name: "Notes" })).toBeVisible();
}
