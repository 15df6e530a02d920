import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { readRun, signIn } from "./homeport.ts";

// The chain of these runs is named and does not answer: what lands on one is shown where chains are.
test("a vault is anchored on a chain that is chosen, and what its source says stands at its field", async ({
  page,
}) => {
  await signIn(page);
  const { webUrl } = readRun();
  await page.goto(`${webUrl}/vaults/keys`);
  await page.getByRole("button", { name: "Make a key" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Label").fill(`Anchor ${randomUUID().slice(0, 8)}`);
  await dialog.getByRole("button", { name: "Make the key" }).click();
  await expect(dialog).toBeHidden();

  await page.goto(`${webUrl}/vaults/new`);
  const create = page.getByRole("button", { name: "Sign and create" });
  await page.getByLabel("Name").fill("Treaty");
  await expect(create).toBeEnabled();
  await page.getByLabel("Source").click();
  await page.getByRole("option", { name: /A registry on chain 31337/ }).click();
  await expect(page.getByLabel("Registry")).toContainText(/0x[0-9a-f]{40}/);
  await page.getByLabel("Key", { exact: true }).fill("0x12");
  await expect(page.getByText("A key begins with 0x and has 64 hex digits.")).toBeVisible();
  await expect(create).toBeDisabled();
  await page.getByLabel("Key", { exact: true }).fill(`0x${"12".repeat(32)}`);
  await create.click();
  const told = page.getByRole("alert").filter({ hasText: "source does not answer" });
  await expect(told.first()).toBeVisible();
  await expect(page.getByLabel("Key", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Name")).toHaveValue("Treaty");
});
