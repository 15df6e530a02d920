import { randomUUID } from "node:crypto";
import { expect, type Page, test } from "@playwright/test";
import { signIn } from "./homeport.ts";
import { createVault, editVault, makeKey, vaultUrl } from "./vault-pages.ts";

const nameOf = (what: string) => `${what} ${randomUUID().slice(0, 8)}`;

/** Holds what pages ask for back until it is let go. */
async function holdBack(page: Page, what: string): Promise<() => void> {
  const go = Promise.withResolvers<void>();
  await page.route(what, async (route) => {
    await go.promise;
    await route.continue();
  });
  return go.resolve;
}

async function propose(page: Page, document: string, note: string): Promise<void> {
  const dialog = await editVault(page, document);
  await dialog.getByLabel("Note").fill(note);
  await dialog.getByRole("button", { name: "Propose the change" }).click();
  await expect(dialog).toBeHidden();
}

test("a vault that is not there, and one that nobody here signs for, say so; what is on its way is held a place", async ({
  page,
}) => {
  await signIn(page);
  const answer = await page.goto(vaultUrl(`/vaults/${randomUUID()}`));
  expect(answer?.status()).toBe(404);
  await expect(page.getByText("Nothing is moored here")).toBeVisible();

  await page.goto(vaultUrl("/vaults"));
  await page.getByRole("link", { name: "Sample" }).click();
  await expect(page.getByText("You read this vault and do not sign for it")).toBeVisible();
  await expect(page.getByRole("button", { name: "Edit" })).toBeHidden();

  await page.goto(vaultUrl("/vaults/new"));
  await expect(page.getByText("You need a key first")).toBeVisible();
  const release = await holdBack(page, "**/api/trpc/vaults.list**");
  await page.getByRole("link", { name: "Vaults", exact: true }).first().click();
  await page.getByLabel("Search vaults").fill("nothing is called that");
  await expect(page.getByRole("region", { name: "Vaults" })).toBeVisible();
  release();
  await expect(page.getByText("No vault matches")).toBeVisible();
});

test("a source that does not answer is told of at its field, and nothing that was typed is lost", async ({
  page,
}) => {
  await signIn(page);
  await makeKey(page, "Laptop");
  await page.goto(vaultUrl("/vaults/new"));
  await page.getByLabel("Name").fill("Nowhere yet");
  await page.getByLabel("Source").click();
  await page.getByRole("option", { name: "A registry on chain 31337" }).click();
  await page.getByLabel("Registry").fill(`0x${"12".repeat(20)}`);
  await page.getByLabel("Key", { exact: true }).fill("0x12");
  await expect(page.getByText("A key begins with 0x and has 64 hex digits.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Sign and create" })).toBeDisabled();
  await page.getByLabel("Key", { exact: true }).fill(`0x${"34".repeat(32)}`);
  await page.getByRole("button", { name: "Sign and create" }).click();
  const key = page.getByLabel("Key", { exact: true });
  await expect(key).toHaveAccessibleDescription(/The vault's source does not answer/);
  await expect(page.getByText("SOURCE_UNAVAILABLE")).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue("Nowhere yet");
});

test("a proposal that the vault has left behind says so, and is made again on the present state", async ({
  page,
}) => {
  // Two keys, two proposals and ten pages.
  test.setTimeout(120_000);
  await signIn(page);
  await makeKey(page, nameOf("Laptop"));
  const second = await makeKey(page, nameOf("Phone"));
  const others = [{ id: second, label: "Phone" }];
  await createVault(page, { name: nameOf("Loft"), others, threshold: 2 });
  const vault = page.url();
  await propose(page, '{"colour": "red"}', "First");
  await propose(page, '{"colour": "blue"}', "Second");
  await page.getByRole("link", { name: "Proposals (2)" }).click();
  await page.getByRole("link", { name: "Second" }).click();
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "Settled" })).toBeVisible();

  await page.goto(`${vault}/proposals`);
  await page.getByRole("link", { name: "First" }).click();
  await expect(page.getByText("The vault has moved on since")).toBeVisible();
  await page.getByRole("button", { name: "Propose it on the present state" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Open" })).toBeVisible();
});
