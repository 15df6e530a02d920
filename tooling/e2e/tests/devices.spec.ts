import { expect, test } from "@playwright/test";
import { readRun, signIn } from "./homeport.ts";

const devicesUrl = () => `${readRun().webUrl}/settings/devices`;

test("a second browser is paired by a code, renamed, and refused once it is revoked", async ({
  page,
  browser,
}) => {
  await signIn(page);
  await page.goto(devicesUrl());
  await page.getByRole("button", { name: "Pair a device" }).click();
  const dialog = page.getByRole("dialog", { name: "Pair a device" });
  const code = (await dialog.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/).textContent()) ?? "";

  const phone = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const door = await phone.newPage();
  await door.goto(`${readRun().webUrl}/pair`);
  await door.getByLabel("Code").fill(code.toLowerCase().replace("-", " "));
  await door.getByRole("button", { name: "Pair this device" }).click();
  await expect(door.getByRole("button", { name: "Account" })).toBeVisible();
  await expect(dialog.getByText(/^Paired: .+ is signed in$/)).toBeVisible({ timeout: 2_000 });
  await dialog.getByRole("button", { name: "Done" }).click();

  const row = page.getByRole("listitem").filter({ hasText: "Paired device" });
  await row.getByRole("button", { name: /^Rename / }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Kitchen phone");
  await page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
  await page.getByRole("button", { name: "Revoke Kitchen phone" }).click();
  await expect(row).toHaveCount(0);
  // Everywhere within a second.
  await expect(async () => {
    await door.goto(devicesUrl());
    await expect(door).toHaveURL(/\/sign-in/, { timeout: 1_000 });
  }).toPass();
  await phone.close();
});

test("the link of the picture pairs at a press, and its token stays in no address", async ({
  page,
  browser,
}) => {
  await signIn(page);
  const made = page.waitForResponse((answer) => answer.url().includes("pairing.create"));
  await page.goto(devicesUrl());
  await page.getByRole("button", { name: "Pair a device" }).click();
  const text = await (await made).text();
  const token = /"qrToken":"([\w-]{22})"/.exec(text)?.[1] ?? "";
  await expect(page.getByRole("img", { name: /QR picture/ })).toBeVisible();

  const phone = await browser.newContext();
  const door = await phone.newPage();
  await door.goto(`${readRun().webUrl}/pair#${token}`);
  const press = door.getByRole("button", { name: "Pair this device" });
  await expect(door.getByRole("heading", { name: "Pair this device?" })).toBeVisible();
  expect(door.url()).not.toContain(token);
  await press.click();
  await expect(door).toHaveURL(`${readRun().webUrl}/`);
  await expect(page.getByRole("dialog").getByText(/^Paired: /)).toBeVisible({ timeout: 2_000 });
  await phone.close();

  const late = await browser.newContext();
  const refused = await late.newPage();
  await refused.goto(`${readRun().webUrl}/pair#${token}`);
  await refused.getByRole("button", { name: "Pair this device" }).click();
  await expect(
    refused.getByRole("alert").filter({ hasText: "PAIRING_CODE_INVALID" }),
  ).toBeVisible();
  await late.close();
});
