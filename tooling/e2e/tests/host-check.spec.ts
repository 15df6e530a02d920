import { expect, test } from "@playwright/test";
import { readRun, signIn } from "./homeport.ts";

test("a host's page walks the way to its app by keyboard, step by step, and says how each ended", async ({
  page,
}) => {
  const { webUrl, demo } = readRun();
  await signIn(page);
  await page.goto(`${webUrl}/hosts/${demo.hostId}`);
  const check = page.getByRole("region", { name: "Check" });
  const button = check.getByRole("button", { name: "Check now" });
  await expect(check).toContainText("Nothing was checked yet");
  await button.focus();
  await page.keyboard.press("Enter");
  const steps = check.getByRole("listitem");
  await expect(steps).toHaveText([
    /^A relay answers: Works/,
    /^The directory knows the host: Works/,
    /^A tunnel takes streams: Works/,
    /^Bytes come back from the machine: Works/,
    /^The app takes a connection: Works/,
  ]);
  await expect(check.getByRole("status")).toHaveText("The check is over: everything answers.");
  // The ticket by which web asked was in no address and in no page.
  expect(await page.content()).not.toContain("Homeport-Ticket");
});

test("a host's page shows its tunnels, and takes a default app", async ({ page }) => {
  const { webUrl, demo } = readRun();
  await signIn(page);
  await page.goto(`${webUrl}/hosts/${demo.hostId}`);
  await expect(page.getByText(/there and back/).first()).toBeVisible();
  const field = page.getByLabel("Default app");
  await field.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("option", { name: /^demo/ }).click();
  await expect(field).toContainText("demo");
  await page.reload();
  await expect(field).toContainText("demo");
  await field.click();
  await page.getByRole("option", { name: "None" }).click();
  await expect(field).toContainText("None");
});
