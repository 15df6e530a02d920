import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
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
