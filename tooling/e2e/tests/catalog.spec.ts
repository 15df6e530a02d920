import { expect, test } from "@playwright/test";
import { expectAccessible } from "./accessible.ts";
import { readRun, signIn } from "./homeport.ts";
import { openWorkTree } from "./work-tree.ts";

const at = (path: string) => `${readRun().webUrl}${path}`;

test("a stranger finds an app by keyboard, narrows the list, goes back, and reads who could open it", async ({
  page,
}) => {
  await page.goto(at("/catalog"));
  await expect(page.getByRole("listitem").filter({ hasText: "Jellyfin" })).toBeVisible();
  await expectAccessible(page);

  const search = page.getByRole("combobox", { name: "Search apps" });
  await search.pressSequentially("gite");
  await expect(page).toHaveURL(/q=gite$/);
  await expect(page.getByRole("status").filter({ hasText: "1 app" })).toBeVisible();
  await search.press("ArrowDown");
  await expect(page.getByRole("option", { name: "Gitea" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await search.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Gitea" })).toBeVisible();
  const access = page.getByRole("region", { name: "Paths and access" });
  await expect(access.getByText("/ — members")).toBeVisible();
  await expect(page.locator('meta[name="catalog-generation"]')).toHaveAttribute("content", /^\d+$/);
  await expectAccessible(page);

  await page.goBack();
  await expect(search).toHaveValue("gite");
  await page.goto(at("/catalog?q=jelyfin"));
  await expect(page.getByText(/Showing results for “jellyfin”/)).toBeVisible();

  await page.goto(at("/catalog"));
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole("button", { name: "Filters" }).click();
  await page.getByRole("link", { name: /^Media \d/ }).click();
  await expect(page).toHaveURL(/category=media/);
  await expect(page.getByRole("heading", { name: "Gitea" })).toBeHidden();
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Gitea" })).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(360);
});

test("a push goes live without a restart, and a bad one is shown to operators while the last good one is served", async ({
  page,
}) => {
  using tree = openWorkTree();
  const app = "apps/me/memos/app.toml";
  await signIn(page);
  await page.goto(at("/operator/catalog"));
  const syncNow = page.getByRole("button", { name: "Sync now" });

  const pushed = `Pushed at ${Date.now()}.`;
  const summary = /^summary = .*$/m.exec(tree.read(app))?.[0] ?? "";
  tree.change(app, summary, `summary = "${pushed}"`);
  await syncNow.click();
  await expect(page.getByText("The newest commit is live.").first()).toBeVisible();
  const visitor = await page.context().newPage();
  await expect(async () => {
    await visitor.goto(at("/catalog/memos"));
    await expect(visitor.getByText(pushed)).toBeVisible({ timeout: 100 });
  }).toPass({ timeout: 15_000 });

  tree.change(app, 'license = "MIT"', 'license = "No such license"');
  await syncNow.click();
  const rejected = page.getByRole("listitem").filter({ hasText: "is not served" });
  await expect(rejected.getByText("license/spdx")).toBeVisible();
  await expect(rejected.getByText(new RegExp(`^${app}`))).toBeVisible();
  await expect(page.getByText(/still serving generation \d+/)).toBeVisible();
  await visitor.reload();
  await expect(visitor.getByText(pushed)).toBeVisible();

  tree.change(app, 'license = "No such license"', 'license = "MIT"');
  await syncNow.click();
  await expect(rejected).toBeHidden();
  await expectAccessible(page, "main");
});

test("an editor changes an app by its form, meets a conflict, and puts the change on top", async ({
  page,
}) => {
  const path = "apps/me/memos/app.toml";
  const summary = `Notes of ${crypto.randomUUID()}`;
  await signIn(page);
  await page.goto(at("/catalog/memos"));
  await page.getByRole("link", { name: "Edit this entry" }).click();
  await page.getByLabel("Summary").fill(summary);
  // Whoever leaves by a link is asked, and what they wrote is still there when they stay.
  await page.getByRole("link", { name: "Hosts", exact: true }).first().click();
  const leave = page.getByRole("dialog", { name: "Leave without saving?" });
  await leave.getByRole("button", { name: "Keep it" }).click();
  await expect(page.getByLabel("Summary")).toHaveValue(summary);
  await page.getByLabel("License").fill("No such license");
  await expect(page.getByRole("region", { name: "Save it" })).toContainText("license/spdx");
  await expect(page.getByRole("button", { name: "Save" })).toBeDisabled();
  await page.getByLabel("License").fill("MIT");
  await expect(page.getByText("Nothing is wrong.")).toBeVisible();
  await expectAccessible(page, "main");
  await page.getByRole("radio", { name: "Differences" }).click();
  await expect(page.getByRole("region", { name: `What is different in ${path}` })).toContainText(
    summary,
  );
  await page.getByLabel("Reason, if you like").fill("A better sentence");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status").filter({ hasText: "live" })).toBeVisible();
  await expectAccessible(page, "main");
  await page.goto(at("/catalog/memos"));
  await expect(page.getByText(summary).first()).toBeVisible();

  await page.getByRole("link", { name: "Edit this entry" }).click();
  await expect(page.getByLabel("Summary")).toHaveValue(summary);
  {
    using tree = openWorkTree();
    tree.change(path, summary, "Written by somebody else.");
  }
  await page.getByLabel("Summary").fill(`${summary}, again`);
  await expect(page.getByText("Nothing is wrong.")).toBeVisible();
  await page.getByRole("button", { name: "Save" }).click();
  const both = page.getByRole("region", { name: `Theirs and yours of ${path}` });
  await expect(both).toContainText("Written by somebody else.");
  await expect(both).toContainText(`${summary}, again`);
  await page.getByRole("button", { name: "Put mine on top" }).click();
  await expect(page.getByRole("status").filter({ hasText: "live" })).toBeVisible();
  using tree = openWorkTree();
  expect(tree.read(path)).toContain(`${summary}, again`);
});

test("an operator rolls the catalog back, and has it follow its branch again", async ({ page }) => {
  await signIn(page);
  await page.goto(at("/operator/catalog"));
  await page
    .getByRole("button", { name: /^Roll back to generation/ })
    .first()
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("It was better before");
  await dialog.getByRole("button", { name: "Roll back" }).click();
  const source = page.getByRole("region", { name: "Served now" });
  await expect(source).toContainText("paused: new commits are seen, and not taken over");
  await expect(page.getByRole("region", { name: "Generations" })).toContainText(
    "rolled back by Administrator: It was better before",
  );
  await expectAccessible(page, "main");
  await source.getByRole("button", { name: "Follow again" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Follow again" }).click();
  await expect(source.getByRole("status")).toContainText(/is live|nothing new|git says/);
  await expect(source).toContainText("follows the branch");
  await expect(source).toContainText("the one that is served");
});
