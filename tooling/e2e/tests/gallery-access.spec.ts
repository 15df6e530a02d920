import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import sharp from "sharp";
import { expectAccessible } from "./accessible.ts";
import { readRun, signIn } from "./homeport.ts";

const screens = [
  ...["", "/upload", "/albums", "/tags", "/links"],
  ...["/tasks", "/storage", "/stats", "/settings", "/trash"],
];

test("every screen of the gallery's console is for those, too, who do not see it", async ({
  page,
}) => {
  await signIn(page);
  const { webUrl } = readRun();
  for (const screen of screens) {
    await page.goto(`${webUrl}/gallery${screen}`, { waitUntil: "networkidle" });
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    // What stands around every screen is looked at once.
    await expectAccessible(page, screen === "" ? "body" : "main");
  }
  await page.goto(`${webUrl}/gallery/albums`);
  await page.getByRole("link", { name: /Harbour/ }).click();
  await expect(page.getByLabel("Who may see it")).toBeVisible();
  await expectAccessible(page, "main");
});

/** A photo that takes more than one request, for all that its file says beside its pixels. */
async function makeLargePhoto(file: string): Promise<void> {
  const background = `#${Date.now().toString(16).slice(-6)}`;
  const create = { width: 300, height: 200, channels: 3, background } as const;
  const jpeg = await sharp({ create }).jpeg().toBuffer();
  const remark = Buffer.alloc(65_535, " ");
  // A comment: its mark, then the size of what follows with the size itself.
  remark.set([0xff, 0xfe, 0xff, 0xfd]);
  const remarks = Array.from({ length: 200 }, () => remark);
  await writeFile(file, Buffer.concat([jpeg.subarray(0, 2), ...remarks, jpeg.subarray(2)]));
}

test("an upload goes on where it was when the page was left and the same file is chosen again", async ({
  page,
}) => {
  const folder = await mkdtemp(join(tmpdir(), "homeport-resume-"));
  try {
    const name = `large-${Date.now().toString(36)}.jpg`;
    await makeLargePhoto(join(folder, name));
    await signIn(page);
    const offsets: number[] = [];
    page.on("request", (request) => {
      if (request.method() !== "PATCH") return;
      offsets.push(Number(request.headers()["upload-offset"]));
    });
    let isCut = false;
    await page.route(/\/api\/v1\/uploads\//, async (route) => {
      const isLater = route.request().headers()["upload-offset"] !== "0";
      isCut ||= isLater;
      await (route.request().method() === "PATCH" && isLater ? route.abort() : route.continue());
    });
    const open = () => page.goto(`${readRun().webUrl}/gallery/upload`);
    const choose = () => page.getByLabel("Photos to upload").setInputFiles(join(folder, name));
    await open();
    await choose();
    await expect.poll(() => isCut, { timeout: 20_000 }).toBe(true);
    page.on("dialog", (dialog) => void dialog.accept());
    await open();
    // The page that was left would try once more by itself: it is cut until it is gone.
    await page.unroute(/\/api\/v1\/uploads\//);
    offsets.length = 0;
    await choose();
    const uploads = page.getByRole("region", { name: "Uploads" });
    await expect(uploads.getByText(/· Ready ·/)).toBeVisible({ timeout: 40_000 });
    expect(offsets.length).toBeGreaterThan(0);
    expect(Math.min(...offsets)).toBeGreaterThanOrEqual(8 * 1_024 * 1_024);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
