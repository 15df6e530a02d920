import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { readRun, signIn } from "./homeport.ts";

const console_ = (path: string) => `${readRun().webUrl}${path}`;
/** New in each run, so that the file may run twice against one Homeport. */
const tag = Date.now().toString(36);
const guest = {
  name: `Greta ${tag}`,
  email: `greta-${tag}@example.org`,
  password: "a guest of the harbour",
};

test("somebody invited makes an account by the link, and the audit says who let them in", async ({
  page,
  browser,
}) => {
  await signIn(page);
  await page.goto(console_("/members"));
  await page.getByRole("button", { name: "Invite" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Invite someone" });
  await dialog.getByLabel("E-mail").fill(guest.email);
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  const link = (await dialog.getByText(/\/join\//).textContent()) ?? "";
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText(guest.email)).toBeVisible();

  const visit = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const door = await visit.newPage();
  await door.goto(link);
  await expect(door.getByText("Invited by")).toBeVisible();
  await door.getByLabel("Your name").fill(guest.name);
  await door.getByLabel("Password", { exact: true }).fill(guest.password);
  await door.getByRole("button", { name: "Create account and join" }).click();
  await expect(door.getByRole("navigation", { name: "Sections" })).toBeVisible();
  await door.goto(console_("/members"));
  await expect(door.getByText("You may not see members")).toBeVisible();
  await door.goto(link);
  await expect(door.getByRole("heading", { name: "This invitation is no good" })).toBeVisible();

  await page.reload();
  await page.getByRole("combobox", { name: `Role of ${guest.name}` }).click();
  await page.getByRole("option", { name: /^Admin/ }).click();
  await expect(page.getByText(`${guest.name} is admin now`)).toBeVisible();
  await door.goto(console_("/members"));
  await expect(door.getByRole("region", { name: "Members" }).getByText(guest.email)).toBeVisible();
  await visit.close();

  await page.goto(console_("/audit"));
  await page.getByRole("searchbox", { name: "To what or whom" }).fill(guest.name);
  await page.getByRole("combobox", { name: "Kind of act" }).click();
  await page.getByRole("option", { name: "Members" }).click();
  await page.getByRole("button", { name: /member\.role/ }).click();
  const detail = page.getByRole("dialog", { name: "member.role" });
  await expect(detail.getByText('"after": "admin"')).toBeVisible();
  await page.keyboard.press("Escape");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  const file = await readFile(await (await download).path(), "utf8");
  expect(file).toMatch(/^"at",/);
  expect(file).toContain('"member.role"');
  expect(file).not.toContain('"user.sign-in"');
  await page.getByRole("searchbox", { name: "By whom" }).fill("nobody of this name");
  await expect(page.getByRole("heading", { name: "Nothing matches" })).toBeVisible();
});

test("a member chooses a new password by the link that an owner made, and is signed out", async ({
  page,
  browser,
}) => {
  const visit = await browser.newContext();
  const theirs = await visit.newPage();
  const signInAs = async (password: string) => {
    await theirs.goto(console_("/sign-in"));
    await theirs.getByLabel("E-mail").fill(guest.email);
    await theirs.getByLabel("Password", { exact: true }).fill(password);
    await theirs.getByRole("button", { name: "Sign in", exact: true }).click();
  };
  await signInAs(guest.password);
  await expect(theirs.getByRole("navigation").first()).toBeVisible();

  await signIn(page);
  await page.goto(console_("/members"));
  await page.getByRole("button", { name: `More about ${guest.name}` }).click();
  await page.getByRole("menuitem", { name: "Link for a new password" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const link = (await dialog.getByText(/\/reset-password#/).textContent()) ?? "";

  const fresh = await visit.newPage();
  await fresh.goto(link);
  await expect(fresh.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
  await expect(fresh).toHaveURL(console_("/reset-password"));
  await fresh.getByLabel("Password", { exact: true }).fill("another tide altogether");
  await fresh.getByRole("button", { name: "Set the password" }).click();
  await expect(fresh.getByRole("heading", { name: "The password is changed" })).toBeVisible();
  await theirs.goto(console_("/settings/devices"));
  await expect(theirs).toHaveURL(/\/sign-in/);
  await signInAs("another tide altogether");
  await expect(theirs.getByRole("navigation").first()).toBeVisible();

  await page.goto(console_("/members"));
  await page.getByRole("button", { name: `More about ${guest.name}` }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await page
    .getByRole("dialog")
    .getByLabel(/to confirm/)
    .fill(guest.email);
  await page.getByRole("button", { name: "Remove member" }).click();
  await expect(page.getByText(guest.email)).toHaveCount(0);
  await visit.close();
});
