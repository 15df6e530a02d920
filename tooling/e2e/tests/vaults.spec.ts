import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { signIn } from "./homeport.ts";
import { createVault, editVault, makeKey, timeline, vaultUrl } from "./vault-pages.ts";

/** Three browsers of one person, who signs in once: what each keeps beside its cookies is its own. */
async function openBrowsers(browser: Browser): Promise<[Page, Page, Page]> {
  const first = await (await browser.newContext()).newPage();
  await signIn(first);
  const { cookies } = await first.context().storageState();
  const open = async () =>
    await (await browser.newContext({ storageState: { cookies, origins: [] } })).newPage();
  return [first, await open(), await open()];
}

test("a key of this browser creates a vault, and what it signs is history without a reload", async ({
  page,
}) => {
  await signIn(page);
  await makeKey(page, `Laptop ${randomUUID().slice(0, 8)}`);
  await createVault(page, { name: "Paint" });
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  await expect(page.getByRole("status").filter({ hasText: "Live" })).toBeVisible();

  const dialog = await editVault(page, '{"colour": "blue"}');
  await dialog.getByRole("button", { name: "Sign the change" }).click();
  await expect(timeline(page).getByText("1 · Changed")).toBeVisible();
  await expect(page.getByRole("region", { name: "Document" })).toContainText('"blue"');
  await expect(timeline(page).getByText("Canonical")).toHaveCount(2);
  expect(await page.evaluate(() => Reflect.get(window, "isSamePage"))).toBe(true);

  await page.setViewportSize({ width: 360, height: 740 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(360);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test("three browsers share a vault: two of them sign a proposal, and all see it without a reload; paused, a signer sees why", async ({
  browser,
}) => {
  const pages = await openBrowsers(browser);
  const [laptop, phone, tablet] = pages;
  const name = `House ${randomUUID().slice(0, 8)}`;
  await makeKey(laptop, "Laptop");
  const others = [
    { id: await makeKey(phone, "Phone"), label: "Phone" },
    { id: await makeKey(tablet, "Tablet"), label: "Tablet" },
  ];
  await createVault(laptop, { name, others, threshold: 2 });
  await tablet.goto(laptop.url());
  await expect(tablet.getByRole("region", { name: "Signers" })).toContainText("2 of 3 voters");

  const dialog = await editVault(laptop, '{"colour": "white"}');
  await dialog.getByLabel("Note").fill("White, please");
  await dialog.getByRole("button", { name: "Propose the change" }).click();
  await laptop.getByRole("link", { name: "Proposals (1)" }).click();
  await laptop.getByRole("link", { name: "White, please" }).click();
  const signatures = laptop.getByRole("region", { name: "Signatures" });
  await expect(signatures).toContainText("1 of 2");

  await phone.goto(laptop.url());
  const asked = phone.getByRole("region", { name: "Signatures" });
  await expect(asked).toContainText("Phone has not signed");
  await phone.getByRole("button", { name: "Sign", exact: true }).click();
  for (const page of [laptop, phone]) {
    await expect(page.getByRole("status").filter({ hasText: "Settled" })).toBeVisible();
  }
  await expect(signatures).toContainText("2 of 2");
  await expect(timeline(tablet).getByText("1 · Changed")).toBeVisible();
  await expect(tablet.getByRole("region", { name: "Document" })).toContainText('"white"');

  await laptop.goto(vaultUrl("/operator/vaults"));
  await laptop.getByRole("button", { name: `Pause ${name}` }).click();
  const asking = laptop.getByRole("dialog");
  await asking.getByLabel("Reason").fill("A device was lost");
  await asking.getByRole("button", { name: "Pause the vault" }).click();
  await expect(tablet.getByText("A device was lost")).toBeVisible();
  await expect(tablet.getByRole("button", { name: "Edit" })).toBeDisabled();
  for (const page of pages) await page.context().close();
});
