import { expect, type Page, test } from "@playwright/test";
import sharp from "sharp";
import { readRun, signIn } from "./homeport.ts";

/** A photo of one colour, whose EXIF says where it was taken and by whom. */
async function makePhoto(background: string): Promise<Buffer> {
  return await sharp({ create: { width: 1_200, height: 800, channels: 3, background } })
    .jpeg()
    .withExif({
      IFD0: { Model: "Pocket 2", Artist: "Ada Lovelace" },
      IFD2: { DateTimeOriginal: "2025:05:04 10:11:12", BodySerialNumber: "SN-0042-SECRET" },
      IFD3: { GPSLatitudeRef: "S", GPSLatitude: "33/1 51/1 36/1" },
    })
    .toBuffer();
}

async function showsAtWidth(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(width);
}

test("a photo that is dropped is seen at once, processed, published, and shown to a stranger without what its file told", async ({
  page,
  browser,
}) => {
  await signIn(page);
  const { webUrl } = readRun();
  await page.goto(`${webUrl}/gallery`);
  // Colours of this run alone: the same bytes again would be the same photo.
  const colour = `#${Math.floor(Math.random() * 0xffffff)
    .toString(16)
    .padStart(6, "0")}`;
  const name = `pier-${colour.slice(1)}.jpg`;
  await page
    .getByLabel("Photos to upload")
    .first()
    .setInputFiles([
      { name, mimeType: "image/jpeg", buffer: await makePhoto(colour) },
      { name: "notes.jpg", mimeType: "image/jpeg", buffer: Buffer.from("<svg/> is no photo") },
    ]);
  const uploads = page.getByRole("region", { name: "Uploads" });
  await expect(uploads.getByRole("listitem").first().locator("img")).toBeVisible();
  await expect(uploads.getByText(/^Arrived ·/)).toBeVisible();
  await expect(uploads.getByText("UNSUPPORTED_FORMAT")).toBeVisible();

  const tile = page
    .getByRole("list", { name: "Photos" })
    .getByRole("listitem")
    .filter({ hasText: name });
  await expect(tile.getByText("Draft")).toBeVisible({ timeout: 30_000 });
  await expect(tile.locator("img")).toBeVisible();
  await tile.getByRole("checkbox").press("Space");
  const bar = page.getByRole("region", { name: "Selected photos" });
  await bar.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(tile.getByText("Published")).toBeVisible();

  const open = page.getByRole("switch", { name: "Open to everyone" });
  if (!(await open.isChecked())) await open.click();
  const path = await page.getByRole("link", { name: "/g/" }).getAttribute("href");
  await showsAtWidth(page, 360);
  await page.setViewportSize({ width: 1_280, height: 800 });

  const stranger = await browser.newContext();
  const visitor = await stranger.newPage();
  await visitor.goto(`${webUrl}${path}`);
  const photo = visitor.getByRole("link", { name: "Photo, 2025-05-04, Pocket 2" }).first();
  await expect(photo).toBeVisible();
  const source = (await photo.locator("img").getAttribute("src")) ?? "";
  const media = await stranger.request.get(`${webUrl}${source}`);
  expect(media.status()).toBe(200);
  expect(media.headers()["content-type"]).toBe("image/webp");
  const bytes = await media.body();
  for (const told of ["Exif", "Pocket", "Lovelace", "SN-0042"]) {
    expect(bytes.includes(told)).toBe(false);
  }
  await showsAtWidth(visitor, 360);
  await visitor.setViewportSize({ width: 1_280, height: 800 });
  await photo.press("Enter");
  await expect(visitor.getByRole("dialog", { name: "Photos" })).toBeVisible();
  // While it still opens it heeds no key.
  await expect(async () => {
    await visitor.keyboard.press("Escape");
    await expect(visitor.getByRole("dialog")).toBeHidden({ timeout: 1_000 });
  }).toPass();

  await page.bringToFront();
  await tile.getByRole("checkbox").check();
  await bar.getByRole("button", { name: "Unpublish" }).click();
  await expect(tile.getByText("Draft")).toBeVisible();
  expect((await stranger.request.get(`${webUrl}${source}`)).status()).toBe(404);
  await visitor.reload();
  await expect(visitor.locator(`img[src="${source}"]`)).toHaveCount(0);
  await stranger.close();
});
