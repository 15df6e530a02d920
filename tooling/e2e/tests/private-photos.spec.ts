import { readFile } from "node:fs/promises";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { readRun, signIn } from "./homeport.ts";

/** East of where every sample photo says that it was taken: 9° 58′. */
const place = /9\.9[67]/;
/** What the files of the sample photos are called. */
const fileName = /harbour-\d\d\.jpe?g/;
/** How metadata begins, in the formats that hold it. */
const marks = ["Exif\0\0", "http://ns.adobe.com/xap", "<x:xmpmeta", "Photoshop 3.0"];

interface Told {
  /** Pages, their data and feeds, by address. */
  readonly texts: ReadonlyMap<string, string>;
  readonly photos: ReadonlyMap<string, Buffer>;
}

/** All that a stranger's browser was sent on a walk through a gallery, scripts and styles apart. */
async function walk(browser: Browser, gallery: string): Promise<Told> {
  await using context = await browser.newContext();
  const texts = new Map<string, string>();
  const photos = new Map<string, Buffer>();
  const bodies: Promise<void>[] = [];
  context.on("response", (response) => {
    const { "content-type": type = "" } = response.headers();
    if (response.status() !== 200 || /javascript|css|font/.test(type)) return;
    const isPhoto = type.startsWith("image/") && !type.includes("svg");
    bodies.push(
      response.body().then(
        (body) => {
          if (isPhoto) photos.set(response.url(), body);
          else texts.set(response.url(), body.toString("utf8"));
        },
        // The page went on to another before it had all of it.
        () => undefined,
      ),
    );
  });
  const page = await context.newPage();
  for (const path of ["", "/albums", "/map"]) {
    await page.goto(`${gallery}${path}`, { waitUntil: "networkidle" });
  }
  await page.goto(`${gallery}/a/harbour`, { waitUntil: "networkidle" });
  const address = page.getByRole("list", { name: "Photos" }).getByRole("link").first();
  await page.goto(new URL((await address.getAttribute("href")) ?? "", gallery).href, {
    waitUntil: "networkidle",
  });
  await page.keyboard.press("i");
  await page.waitForLoadState("networkidle");
  await Promise.all(bodies);
  const feeds = await page
    .locator('link[rel="alternate"]')
    .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  for (const feed of feeds) {
    const url = new URL(feed, gallery).href;
    texts.set(url, await (await page.request.get(url)).text());
  }
  return { texts, photos };
}

async function setHarbour(page: Page, label: string, choice: string): Promise<void> {
  await page.goto(`${readRun().webUrl}/gallery/albums`);
  await page
    .getByRole("link", { name: /Harbour/ })
    .first()
    .click();
  await page.getByLabel(label).click();
  await page.getByRole("option", { name: choice }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("button", { name: "Save" })).toBeDisabled();
}

const tellPlaces = (page: Page, choice: "Exact" | "Hidden") =>
  setHarbour(page, "Where photos were taken", choice);

/** Its public address. */
async function readGallery(page: Page): Promise<string> {
  await page.goto(`${readRun().webUrl}/gallery`);
  const path = (await page.getByRole("link", { name: "/g/" }).getAttribute("href")) ?? "";
  return new URL(path, readRun().webUrl).href;
}

const telling = ({ texts }: Told, what: RegExp) =>
  [...texts].filter(([, text]) => what.test(text)).map(([url]) => url);

test("nothing that a stranger's browser is sent tells where a photo was taken or what its file holds", async ({
  page,
  browser,
}) => {
  await signIn(page);
  const gallery = await readGallery(page);

  const told = await walk(browser, gallery);
  expect(told.texts.size).toBeGreaterThan(5);
  expect(told.photos.size).toBeGreaterThan(3);
  expect(telling(told, place)).toEqual([]);
  expect(telling(told, fileName)).toEqual([]);
  for (const [url, bytes] of told.photos) {
    expect(
      marks.filter((mark) => bytes.includes(mark, 0, "latin1")),
      url,
    ).toEqual([]);
  }

  // Control: once its album tells places, the same walk finds them, in pages too.
  await tellPlaces(page, "Exact");
  try {
    const exact = telling(await walk(browser, gallery), place);
    expect(exact.some((url) => url.includes("/i/"))).toBe(true);
  } finally {
    await tellPlaces(page, "Hidden");
  }
});

test("a copy that a stranger wants is made while they wait, and says nothing of its file", async ({
  page,
  browser,
}) => {
  await signIn(page);
  const gallery = await readGallery(page);
  await setHarbour(page, "Download", "Without metadata");
  try {
    await using context = await browser.newContext();
    const stranger = await context.newPage();
    await stranger.goto(`${gallery}/a/harbour`);
    const first = stranger.getByRole("list", { name: "Photos" }).getByRole("link").first();
    await stranger.goto(new URL((await first.getAttribute("href")) ?? "", gallery).href);
    await stranger.keyboard.press("i");
    const arrives = stranger.waitForEvent("download", { timeout: 40_000 });
    await stranger.getByRole("link", { name: "Download", exact: true }).click();
    await expect(stranger.getByText("The download is being prepared.")).toBeVisible();
    const download = await arrives;
    const bytes = await readFile(await download.path());
    expect(bytes.subarray(0, 2).toString("hex")).toBe("ffd8");
    expect(marks.filter((mark) => bytes.includes(mark, 0, "latin1"))).toEqual([]);
    expect(download.suggestedFilename()).not.toMatch(fileName);
    await expect(stranger.getByText("The download is being prepared.")).toBeHidden();
  } finally {
    await setHarbour(page, "Download", "Never");
  }
});
