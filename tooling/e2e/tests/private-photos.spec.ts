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

async function tellPlaces(page: Page, choice: "Exact" | "Hidden"): Promise<void> {
  await page.goto(`${readRun().webUrl}/gallery/albums`);
  await page
    .getByRole("link", { name: /Harbour/ })
    .first()
    .click();
  await page.getByLabel("Where photos were taken").click();
  await page.getByRole("option", { name: choice }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("button", { name: "Save" })).toBeDisabled();
}

const telling = ({ texts }: Told, what: RegExp) =>
  [...texts].filter(([, text]) => what.test(text)).map(([url]) => url);

test("nothing that a stranger's browser is sent tells where a photo was taken or what its file holds", async ({
  page,
  browser,
}) => {
  await signIn(page);
  await page.goto(`${readRun().webUrl}/gallery`);
  const path = (await page.getByRole("link", { name: "/g/" }).getAttribute("href")) ?? "";
  const gallery = new URL(path, readRun().webUrl).href;

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
