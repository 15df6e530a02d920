import { expect, type Page, test } from "@playwright/test";
import sharp from "sharp";
import { readRun, signIn } from "./homeport.ts";

/** Names and colours of this run alone: the same bytes again would be the same photo. */
const run = Math.floor(Math.random() * 0xfffff)
  .toString(16)
  .padStart(5, "0");
const names = ["one", "two", "three"].map((word) => `${word}-${run}.jpg`);

/** Colours that are this close make the same pixels; what wrote the file tells them apart. */
async function makePhoto(index: number): Promise<Buffer> {
  const background = `#${run}${index}`;
  return await sharp({ create: { width: 300, height: 200, channels: 3, background } })
    .jpeg()
    .withExif({ IFD0: { Software: names[index] ?? "" } })
    .toBuffer();
}

const photos = (page: Page) => page.getByRole("list", { name: "Photos", exact: true });
const tileOf = (page: Page, name: string) =>
  photos(page).getByRole("listitem").filter({ hasText: name });

async function fits(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(width);
  await page.setViewportSize({ width: 1_280, height: 900 });
}

test.describe.configure({ mode: "serial" });

let page: Page;
test.beforeAll(async ({ browser }) => {
  page = await (await browser.newContext()).newPage();
  await signIn(page);
});
test.afterAll(() => page.context().close());

test("photos are uploaded, narrowed by the address, and published by the range", async () => {
  await page.goto(`${readRun().webUrl}/gallery/upload`);
  const files = await Promise.all(
    names.map(async (name, index) => ({
      ...{ name, mimeType: "image/jpeg", buffer: await makePhoto(index) },
    })),
  );
  await page.getByLabel("Tags").fill(`Run ${run}`);
  await page.getByLabel("Photos to upload").setInputFiles(files);
  const uploads = page.getByRole("region", { name: "Uploads" });
  await expect(uploads.getByText(/· Ready ·/)).toHaveCount(3, { timeout: 30_000 });
  await fits(page, 360);

  // The uploads go on beside another page, so the way there is a link.
  await page.getByRole("link", { name: "Photos", exact: true }).click();
  await page.getByLabel("Words or file name").fill(run);
  await expect(photos(page).getByRole("listitem")).toHaveCount(3);
  await expect(page).toHaveURL(new RegExp(`words=${run}`));
  await page.reload();
  await expect(photos(page).getByRole("listitem")).toHaveCount(3);

  await photos(page).getByRole("checkbox").first().focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  const bar = page.getByRole("region", { name: "Selected photos" });
  await expect(bar.getByText("3 photos selected")).toBeVisible();
  await fits(page, 360);
  await bar.getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByText("3 photos published")).toBeVisible();
  await expect(photos(page).getByText("Published")).toHaveCount(3);
});

test("of two who edit a photo the later one is asked, and may keep their own words", async () => {
  await page.goto(`${readRun().webUrl}/gallery?words=${run}`);
  const other = await page.context().newPage();
  await other.goto(`${readRun().webUrl}/gallery?words=${run}`);
  for (const each of [page, other]) {
    await tileOf(each, names[0] ?? "")
      .getByRole("button", { name: /^Edit/ })
      .click();
    await expect(each.getByRole("dialog").getByLabel("Title")).toBeVisible();
  }
  const [mine, theirs] = [page.getByRole("dialog"), other.getByRole("dialog")];
  await theirs.getByLabel("Credit").fill("Grace");
  await theirs.getByLabel("Title").fill(`Theirs ${run}`);
  await theirs.getByRole("button", { name: "Save" }).click();
  await expect(other.getByRole("dialog")).toBeHidden();
  await other.close();

  await mine.getByLabel("Title").fill(`Mine ${run}`);
  await mine.getByRole("button", { name: "Save" }).click();
  const conflict = mine.getByRole("alert").filter({ hasText: "VERSION_CONFLICT" });
  await expect(conflict.getByText(`Theirs ${run}`)).toBeVisible();
  await conflict.getByRole("button", { name: "Keep mine" }).click();
  await expect(mine.getByLabel("Credit")).toHaveValue("Grace");
  await mine.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  const tile = tileOf(page, `Mine ${run}`);
  await tile.getByRole("button", { name: /^Edit/ }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /file's value for title/ })
    .click();
  await expect(page.getByRole("dialog").getByLabel("Title", { exact: true })).toBeDisabled();
  await page.keyboard.press("Escape");
});

test("an album is arranged with the keyboard, and says who sees it", async () => {
  const title = `Album ${run}`;
  await page.goto(`${readRun().webUrl}/gallery/albums`);
  await page.getByRole("button", { name: "New album" }).click();
  await page.getByRole("dialog").getByLabel("Title").fill(title);
  await page.getByRole("button", { name: "Make the album" }).click();
  await expect(page.getByRole("link", { name: title })).toBeVisible();
  await fits(page, 360);

  await page.goto(`${readRun().webUrl}/gallery?words=${run}`);
  await photos(page).getByRole("checkbox").first().focus();
  await page.keyboard.press("Control+a");
  const bar = page.getByRole("region", { name: "Selected photos" });
  await bar.getByRole("button", { name: "Add to album" }).click();
  await page.getByRole("menuitem", { name: title }).click();
  await expect(page.getByText("3 photos added")).toBeVisible();

  await page.goto(`${readRun().webUrl}/gallery/albums`);
  await page.getByRole("link", { name: title }).click();
  await expect(page.getByRole("status").filter({ hasText: /sees? it/ })).toBeVisible();
  const order = page.getByRole("list", { name: "Order of the photos" }).getByRole("button");
  await expect(order).toHaveCount(3);
  const before = await order.allInnerTexts();
  const moved = page.waitForResponse(/gallery\.albums\.arrange/);
  await order.first().focus();
  await page.keyboard.press("Alt+ArrowRight");
  await expect(page.getByRole("status").filter({ hasText: "is now 2 of 3" })).toHaveCount(1);
  const [first, second, third] = before;
  await expect(order).toHaveText([second ?? "", first ?? "", third ?? ""]);
  expect((await moved).ok()).toBe(true);
  await page.reload();
  await expect(order).toHaveText([second ?? "", first ?? "", third ?? ""]);
  await fits(page, 360);
});

test("tags, statistics, settings and the trash show what there is, and what there is not", async () => {
  const { webUrl } = readRun();
  await page.goto(`${webUrl}/gallery/tags`);
  const tag = page.getByRole("listitem").filter({ hasText: `Run ${run}` });
  await expect(tag.getByText("3 photos")).toBeVisible();
  await tag.getByRole("button", { name: /^Actions/ }).click();
  await page.getByRole("menuitem", { name: "Rename…" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(`Walk ${run}`);
  await page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
  await page.getByRole("link", { name: `Walk ${run}` }).click();
  await expect(photos(page).getByRole("listitem")).toHaveCount(3);

  await page.goto(`${webUrl}/gallery/stats`);
  const storage = page.getByRole("region", { name: "Storage" });
  await expect(storage.getByText("Originals")).toBeVisible();
  await fits(page, 360);

  await page.goto(`${webUrl}/gallery/settings`);
  await page.getByLabel("Author").fill(`Ada ${run}`);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Author")).toHaveValue(`Ada ${run}`);
  await fits(page, 360);

  await page.goto(`${webUrl}/gallery?words=${run}`);
  await tileOf(page, `Mine ${run}`).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Move to trash" }).click();
  await expect(tileOf(page, `Mine ${run}`)).toBeHidden();
  await page.goto(`${webUrl}/gallery/trash`);
  const trashed = page.getByRole("listitem").filter({ hasText: `Mine ${run}` });
  await expect(trashed.getByText("30 days left")).toBeVisible();
  await trashed.getByRole("button", { name: /for good/ }).click();
  await page.getByRole("button", { name: "Delete for good" }).click();
  await expect(trashed).toBeHidden();
});

test("a list that fails says so and tries again, and an empty one says what belongs there", async () => {
  await page.goto(`${readRun().webUrl}/gallery`);
  await expect(photos(page)).toBeVisible();
  await page.route(/gallery\.images\.list/, (route) => route.abort());
  await page.getByLabel("Words or file name").fill("zebra");
  await expect(page.getByText("The photos could not be loaded")).toBeVisible({ timeout: 20_000 });
  await page.unroute(/gallery\.images\.list/);
  await page.getByRole("button", { name: "Retry" }).click();
  await expect(page.getByText("No photos here")).toBeVisible();
});
