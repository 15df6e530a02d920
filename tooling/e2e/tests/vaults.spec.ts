import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { readRun, signIn } from "./homeport.ts";

const console_ = (path: string) => `${readRun().webUrl}${path}`;

/** Makes a key in this browser and answers its signer id. */
async function makeKey(page: Page, label: string): Promise<string> {
  await page.goto(console_("/vaults/keys"));
  await page.getByRole("button", { name: "Make a key" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Label").fill(label);
  await dialog.getByRole("button", { name: "Make the key" }).click();
  const row = page.getByRole("listitem").filter({ hasText: label });
  return (await row.getByText(/^ed25519:[0-9a-f]{64}$/).textContent()) ?? "";
}

interface NewVault {
  readonly name: string;
  readonly others?: readonly { readonly id: string; readonly label: string }[];
  readonly threshold?: number;
}

/** Creates a vault whose first voter is this browser's key, and waits for its page. */
async function createVault(page: Page, { name, others = [], threshold = 1 }: NewVault) {
  await page.goto(console_("/vaults/new"));
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("First document").fill('{"colour": "green", "colour": "red"}');
  await expect(page.getByText(/A key stands here twice, line 1/)).toBeVisible();
  await page.getByLabel("First document").fill('{"colour": "green"}');
  for (const [index, { id, label }] of others.entries()) {
    await page.getByRole("button", { name: "Add a signer" }).click();
    const row = page.getByRole("group", { name: `Signer ${index + 2}` });
    await row.getByLabel("Signer id").fill(id);
    await row.getByLabel("Label").fill(label);
  }
  if (threshold > 1) {
    await page.getByLabel("Signatures a change needs").click();
    await page.getByRole("option", { name: String(threshold), exact: true }).click();
  }
  await expect(page.getByText(/^0x[0-9a-f]{64}$/)).toBeVisible();
  await page.getByRole("button", { name: "Sign and create" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

/** Writes another document and shows what changes; it is not signed yet. */
async function edit(page: Page, document: string) {
  await page.getByRole("button", { name: "Edit" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Document").fill(document);
  await expect(dialog.getByRole("list", { name: "What changes" })).toContainText("/colour");
  return dialog;
}

const timeline = (page: Page) => page.getByRole("list", { name: "Timeline" });

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

  const dialog = await edit(page, '{"colour": "blue"}');
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
  const vaultUrl = laptop.url();
  await tablet.goto(vaultUrl);
  await expect(tablet.getByRole("region", { name: "Signers" })).toContainText("2 of 3 voters");

  const dialog = await edit(laptop, '{"colour": "white"}');
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

  await laptop.goto(console_("/operator/vaults"));
  await laptop.getByRole("button", { name: `Pause ${name}` }).click();
  const asking = laptop.getByRole("dialog");
  await asking.getByLabel("Reason").fill("A device was lost");
  await asking.getByRole("button", { name: "Pause the vault" }).click();
  await expect(tablet.getByText("A device was lost")).toBeVisible();
  await expect(tablet.getByRole("button", { name: "Edit" })).toBeDisabled();
  for (const page of pages) await page.context().close();
});
