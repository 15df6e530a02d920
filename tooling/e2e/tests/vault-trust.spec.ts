import { randomUUID } from "node:crypto";
import { type APIResponse, expect, type Page, test } from "@playwright/test";
import { readRun, signIn } from "./homeport.ts";
import { createVault, editVault, makeKey, timeline, vaultUrl } from "./vault-pages.ts";
import { injectWallet } from "./wallet.ts";

const nameOf = (what: string) => `${what} ${randomUUID().slice(0, 8)}`;

test("a wallet with a real key gives a proposal the signature that it lacks", async ({ page }) => {
  const address = await injectWallet(page);
  await signIn(page);
  await makeKey(page, nameOf("Laptop"));
  const others = [{ id: `eth:${address.toLowerCase()}`, label: "Wallet of the house" }];
  await createVault(page, { name: nameOf("Shed"), others, threshold: 2 });
  const dialog = await editVault(page, '{"colour": "white"}');
  await dialog.getByLabel("Note").fill("White, please");
  await dialog.getByRole("button", { name: "Propose the change" }).click();
  await page.getByRole("link", { name: "Proposals (1)" }).click();
  await page.getByRole("link", { name: "White, please" }).click();

  await page.getByRole("button", { name: "Connect a wallet" }).click();
  await page.getByLabel("Sign with").click();
  await page.getByRole("option", { name: /^Wallet/ }).click();
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "Settled" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Signatures" })).toContainText("2 of 2");
});

/** From `lie` on the server shows programs the vault as it was when it was first asked for. */
async function turnBack(page: Page) {
  let isLying = false;
  let first: APIResponse | null = null;
  await page.route(/\/api\/v1\/vaults\/[0-9a-f-]{36}$/, async (route) => {
    const answer = await route.fetch();
    first ??= answer;
    await route.fulfill({ response: isLying ? first : answer });
  });
  return {
    hasAnswered: () => first !== null,
    lie() {
      isLying = true;
    },
  };
}

test("a server that shows an older history than before is found out, and nothing is signed any more", async ({
  page,
}) => {
  const server = await turnBack(page);
  await signIn(page);
  await makeKey(page, nameOf("Laptop"));
  await createVault(page, { name: nameOf("Fence") });
  await expect.poll(server.hasAnswered).toBe(true);
  const dialog = await editVault(page, '{"colour": "blue"}');
  await dialog.getByRole("button", { name: "Sign the change" }).click();
  await expect(timeline(page).getByText("1 · Changed")).toBeVisible();
  await expect(page.getByText("This vault's history does not hold")).toBeHidden();

  server.lie();
  await page.reload();
  const alert = page.getByRole("alert").filter({ hasText: "This vault's history does not hold" });
  await expect(alert).toContainText("ROLLBACK");
  await expect(page.getByRole("button", { name: "Edit" })).toBeDisabled();
});

test("on an insecure address no key is made, and the page says why and what else there is", async ({
  page,
  context,
}) => {
  await signIn(page);
  const { cookies } = await context.storageState();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const insecure = "http://console.test";
  await page.route(`${insecure}/**`, async (route) => {
    const { pathname, search } = new URL(route.request().url());
    const headers = { ...route.request().headers(), cookie, origin: readRun().webUrl };
    await route.fulfill({
      response: await route.fetch({ url: readRun().webUrl + pathname + search, headers }),
    });
  });
  await page.goto(`${insecure}/vaults/keys`);
  await expect(page.getByText("No device keys on an insecure address")).toBeVisible();
  await expect(page.getByText(/sign with a wallet/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Make a key" }).first()).toBeDisabled();
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test("pages without anything say what would be there, and one that fails says so and keeps what was typed", async ({
  page,
}) => {
  await signIn(page);
  await page.goto(vaultUrl("/vaults/keys"));
  await expect(page.getByText("No key yet")).toBeVisible();
  await makeKey(page, nameOf("Laptop"));
  await createVault(page, { name: nameOf("Attic") });
  await page.getByRole("link", { name: /^Proposals/ }).click();
  await expect(page.getByText("Nothing waits")).toBeVisible();

  await page.goto(vaultUrl("/operator/vault-audit"));
  await expect(page.getByRole("list", { name: "What was done to vaults" })).toContainText(
    "vault.create",
  );
  await page.getByLabel("To what or whom").fill("nobody has this id");
  await expect(page.getByText("Nothing matches")).toBeVisible();

  await page.goto(vaultUrl("/vaults"));
  await page.route("**/api/trpc/vaults.list**", (route) => route.abort());
  const search = page.getByLabel("Search vaults");
  await search.fill("no vault has this name");
  const card = page.getByText("The vaults could not be loaded");
  await expect(card).toBeVisible({ timeout: 15_000 });
  await page.unroute("**/api/trpc/vaults.list**");
  await page.getByRole("button", { name: /Retry|Try again/ }).click();
  await expect(page.getByText("No vault matches")).toBeVisible();
  await expect(search).toHaveValue("no vault has this name");
});
