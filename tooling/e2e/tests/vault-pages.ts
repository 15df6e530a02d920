import { expect, type Page } from "@playwright/test";
import { readRun } from "./homeport.ts";

/** A page of the console under test. */
export const vaultUrl = (path: string) => `${readRun().webUrl}${path}`;

/** Makes a key in this browser and answers its signer id. */
export async function makeKey(page: Page, label: string): Promise<string> {
  await page.goto(vaultUrl("/vaults/keys"));
  await page.getByRole("button", { name: "Make a key" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Label").fill(label);
  await dialog.getByRole("button", { name: "Make the key" }).click();
  const row = page.getByRole("listitem").filter({ hasText: label });
  return (await row.getByText(/^ed25519:[0-9a-f]{64}$/).textContent()) ?? "";
}

export interface NewVault {
  readonly name: string;
  readonly others?: readonly { readonly id: string; readonly label: string }[];
  readonly threshold?: number;
}

/** Creates a vault whose first voter is this browser's key, and waits for its page. */
export async function createVault(page: Page, { name, others = [], threshold = 1 }: NewVault) {
  await page.goto(vaultUrl("/vaults/new"));
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
export async function editVault(page: Page, document: string) {
  await page.getByRole("button", { name: "Edit" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Document").fill(document);
  await expect(dialog.getByRole("list", { name: "What changes" })).toContainText("/colour");
  return dialog;
}

export const timeline = (page: Page) => page.getByRole("list", { name: "Timeline" });
