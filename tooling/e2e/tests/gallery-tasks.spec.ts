import { expect, test } from "@playwright/test";
import sharp from "sharp";
import { readRun, signIn } from "./homeport.ts";

/** A photo of one colour that nobody has uploaded before. */
async function makePhoto(): Promise<Buffer> {
  const background = { r: Math.random() * 255, g: Math.random() * 255, b: Math.random() * 255 };
  return await sharp({ create: { width: 1_200, height: 800, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

/** Holds the workers still, so that what they would do waits. */
function signalWorkers(signal: "SIGSTOP" | "SIGCONT"): void {
  for (const { app, pid } of readRun().processes) if (app === "worker") process.kill(pid, signal);
}

test("a task over all photos is counted, cancelled while nobody has begun it, run to its end, and told in the history", async ({
  page,
}) => {
  // Who held a photo when it was stopped gives it up when its lease is over.
  test.setTimeout(120_000);
  await signIn(page);
  const { webUrl } = readRun();
  await page.goto(`${webUrl}/gallery`);
  await page
    .getByLabel("Photos to upload")
    .first()
    .setInputFiles([{ name: "task.jpg", mimeType: "image/jpeg", buffer: await makePhoto() }]);
  const tile = page
    .getByRole("list", { name: "Photos" })
    .getByRole("listitem")
    .filter({ hasText: "task.jpg" });
  await expect(tile.getByText("Draft").first()).toBeVisible({ timeout: 30_000 });

  await page.getByRole("link", { name: "Tasks" }).click();
  const start = page.getByRole("region", { name: "Start a task" });
  await start.getByRole("radio", { name: "Make renditions" }).press("Space");
  await start.getByRole("switch", { name: "Also what is done already" }).press("Space");
  await expect(start.getByText(/^[1-9]\d* photos? to do/)).toBeVisible();

  const run = page.getByRole("region", { name: "Make renditions" });
  const history = page.getByRole("region", { name: "History" });
  signalWorkers("SIGSTOP");
  try {
    await start.getByRole("button", { name: "Start" }).click();
    await expect(run.getByText("Queued")).toBeVisible();
    await expect(run.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "0");
    await run.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Cancel the task" }).click();
    await expect(run).toBeHidden();
    await expect(history.getByText("Cancelled").first()).toBeVisible();
  } finally {
    signalWorkers("SIGCONT");
  }

  await start.getByRole("radio", { name: "Read metadata again" }).click();
  await expect(start.getByText(/^[1-9]\d* photos? to do/)).toBeVisible();
  await start.getByRole("button", { name: "Start" }).click();
  const first = history.getByRole("listitem").first();
  // What the workers held when they were stopped comes first.
  await expect(first.getByText("Read metadata again")).toBeVisible({ timeout: 90_000 });
  await expect(first.getByText("Succeeded")).toBeVisible();
  await first.getByRole("button", { name: "Details" }).press("Enter");
  await expect(first.getByText("Done")).toBeVisible();
  await page.getByRole("button", { name: "Tick now" }).click();
  await expect(page.getByText(/A pass has looked at everything|Another pass/)).toBeVisible();

  await page.setViewportSize({ width: 360, height: 900 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(360);
});
