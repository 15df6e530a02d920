import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { readRun, signIn } from "./homeport.ts";

const harbour = join(import.meta.dirname, "../../../apps/worker/test/harbour.heic");

/** A HEIC that nobody has uploaded before: behind it stands a box that every reader leaves out. */
function makeHeic(): Buffer {
  const free = Buffer.concat([Buffer.from("\0\0\0\x18free", "latin1"), randomBytes(16)]);
  return Buffer.concat([readFileSync(harbour), free]);
}

test("a HEIC is kept, converted by the browser, and shown with what its file says", async ({
  page,
}) => {
  await signIn(page);
  const { webUrl } = readRun();
  await page.goto(`${webUrl}/gallery`);
  const file = { name: "quay.heic", mimeType: "image/heic", buffer: makeHeic() };
  await page.getByLabel("Photos to upload").first().setInputFiles([file]);
  const tile = page
    .getByRole("list", { name: "Photos" })
    .getByRole("listitem")
    .filter({ hasText: "quay.heic" });
  await expect(tile.getByText("Draft").first()).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("region", { name: "Photos to convert" })).toBeHidden();
  await tile.getByRole("button", { name: "Edit quay.heic" }).click();
  await expect(page.getByText("Pocket 2").first()).toBeVisible();
});

test("HEIC that came without a browser waits, and is converted by whoever publishes", async ({
  page,
}) => {
  await signIn(page);
  const { webUrl } = readRun();
  await page.goto(`${webUrl}/gallery`);
  const name = `pushed-${randomBytes(3).toString("hex")}.heic`;
  expect(await sendAlone(page, name, makeHeic())).toBe("created");
  await page.reload();
  const tile = page
    .getByRole("list", { name: "Photos" })
    .getByRole("listitem")
    .filter({ hasText: name });
  await expect(tile.getByText("Needs conversion")).toBeVisible();
  const panel = page.getByRole("region", { name: "Photos to convert" });
  await expect(panel.getByText("1 photo in HEIC cannot be shown yet")).toBeVisible();
  await page.setViewportSize({ width: 360, height: 900 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(360);
  await panel.getByRole("button", { name: "Convert now" }).press("Enter");
  await expect(tile.getByText("Draft").first()).toBeVisible({ timeout: 30_000 });
  await expect(panel).toBeHidden();
});

/** As a command does, which converts nothing. Answers what became of it. */
async function sendAlone(page: Page, name: string, bytes: Buffer): Promise<string | null> {
  return await page.evaluate(
    async ([filename, base64]) => {
      const query = encodeURIComponent(JSON.stringify({ json: { sha256: ["0".repeat(64)] } }));
      const asked = await fetch(`/api/trpc/gallery.uploads.check?input=${query}`);
      const { organizationId } = (await asked.json()).result.data.json;
      const body = Uint8Array.from(atob(base64 ?? ""), (letter) => letter.charCodeAt(0));
      const sent = await fetch("/api/v1/uploads", {
        method: "POST",
        headers: {
          "Tus-Resumable": "1.0.0",
          "Upload-Length": String(body.length),
          "Upload-Metadata": `organizationId ${btoa(organizationId)},filename ${btoa(filename ?? "")}`,
          "Content-Type": "application/offset+octet-stream",
        },
        body,
      });
      return sent.headers.get("Homeport-Upload-Result");
    },
    [name, bytes.toString("base64")],
  );
}
