import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "./accessible.ts";
import { readRun, signIn } from "./homeport.ts";

/** Where the sample photos are, as its console says. */
async function galleryPath(page: Page): Promise<string> {
  await page.goto(`${readRun().webUrl}/gallery`);
  return (await page.getByRole("link", { name: "/g/" }).getAttribute("href")) ?? "";
}

/** A stranger's browser that keeps in mind whom it asked. */
function watchRequests(context: BrowserContext): string[] {
  const foreign: string[] = [];
  const own = new URL(readRun().webUrl).origin;
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== own) foreign.push(request.url());
  });
  return foreign;
}

/** Bytes of script that a page brings before anybody presses anything. */
async function scriptBytes(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage();
  const bodies: Promise<Buffer>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") bodies.push(response.body());
  });
  await page.goto(url, { waitUntil: "load" });
  const bytes = (await Promise.all(bodies)).reduce((sum, body) => sum + body.length, 0);
  await page.close();
  return bytes;
}

test("a page for strangers brings less script than the console's door", async ({
  page,
  browser,
}) => {
  await signIn(page);
  const path = await galleryPath(page);
  const { webUrl } = readRun();
  await using context = await browser.newContext();
  const [gallery, door] = [
    await scriptBytes(context, `${webUrl}${path}`),
    await scriptBytes(context, `${webUrl}/sign-in`),
  ];
  test.info().annotations.push({ type: "script bytes", description: `${gallery} of ${door}` });
  expect(gallery).toBeLessThan(door);
});

test("a stranger walks a gallery by keyboard, in light and dark, from phone to desk, and nobody else is asked", async ({
  page,
  browser,
}) => {
  await signIn(page);
  const path = await galleryPath(page);
  const context = await browser.newContext({ viewport: { width: 1_280, height: 900 } });
  const foreign = watchRequests(context);
  const visitor = await context.newPage();
  const { webUrl } = readRun();

  await visitor.goto(`${webUrl}${path}`);
  await expectAccessible(visitor);
  await visitor.getByRole("button", { name: "Dark" }).click();
  await expect(visitor.locator("html")).toHaveAttribute("data-theme", "dark");
  await expectAccessible(visitor);
  for (const width of [360, 820, 1_440]) {
    await visitor.setViewportSize({ width, height: 900 });
    const wide = await visitor.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(width);
  }

  // The lightbox over the samples, whose files tell much: the address goes along, and back closes it.
  const album = `${webUrl}${path}/a/harbour`;
  await visitor.goto(album);
  const first = visitor.getByRole("list", { name: "Photos" }).getByRole("link").first();
  await first.focus();
  await visitor.keyboard.press("Enter");
  const box = visitor.getByRole("dialog", { name: "Photos" });
  await expect(box).toBeVisible();
  await expect(visitor).toHaveURL(/\/i\/[0-9a-f-]{36}/);
  const opened = visitor.url();
  await expect(async () => {
    await visitor.keyboard.press("ArrowRight");
    expect(visitor.url()).not.toBe(opened);
  }).toPass();
  await visitor.keyboard.press("i");
  const panel = visitor.getByRole("complementary", { name: "Details" });
  await expect(panel.getByText("f/2.8")).toBeVisible();
  await expect(panel.getByRole("img", { name: /^Histogram\. / })).toBeVisible();
  await expectAccessible(visitor);
  await visitor.keyboard.press("i");
  await expect(panel).toBeHidden();
  await expect(async () => {
    await visitor.keyboard.press("Escape");
    await expect(box).toBeHidden({ timeout: 1_000 });
  }).toPass();
  await expect(visitor).toHaveURL(album);

  // The photo's own page, by its address.
  await visitor.goto(opened);
  await expectAccessible(visitor);
  await visitor.keyboard.press("ArrowRight");
  await expect(visitor).not.toHaveURL(opened);

  for (const page of ["/albums", "/map"]) {
    await visitor.goto(`${webUrl}${path}${page}`);
    await expectAccessible(visitor);
  }
  await visitor.goto(`${webUrl}${path}/a/none-such`);
  await expect(visitor.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  expect(foreign).toEqual([]);
  await context.close();
});

test("a link with a password opens an album to a stranger, until it is revoked", async ({
  page,
  browser,
}) => {
  await signIn(page);
  await page.goto(`${readRun().webUrl}/gallery/links`);
  await page.getByRole("button", { name: "Create link" }).click();
  const name = `For Grace ${Date.now()}`;
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill("sesame");
  await page.getByRole("dialog").getByRole("button", { name: "Create link" }).click();
  const url = (await page.getByLabel("link", { exact: true }).textContent()) ?? "";
  await page.getByRole("button", { name: "Done" }).click();

  const context = await browser.newContext();
  const guest = await context.newPage();
  await guest.goto(url);
  await expectAccessible(guest);
  await guest.getByLabel("Password").fill("not it");
  await guest.getByRole("button", { name: "Open the album" }).click();
  await expect(guest.getByRole("alert")).toContainText("not the password");
  await guest.getByLabel("Password").fill("sesame");
  await guest.getByRole("button", { name: "Open the album" }).click();
  await expect(guest.getByRole("list", { name: "Photos" })).toBeVisible();
  expect(guest.url()).not.toContain(new URL(url).pathname);

  await page.getByRole("button", { name: `Revoke ${name}` }).click();
  await page.getByRole("button", { name: "Revoke link" }).click();
  await expect(page.getByText(`${name} is revoked`)).toBeVisible();
  const again = await guest.goto(url);
  expect(again?.status()).toBe(410);
  await expect(guest.getByRole("heading", { name: "This link has ended" })).toBeVisible();
  await context.close();
});
