import { expect, test } from "@playwright/test";
import { readRun, signIn } from "./homeport.ts";

const console_ = (path: string) => `${readRun().webUrl}${path}`;

test("an operator finds limits, tunnels, the feed and the configuration on a phone, and no secret", async ({
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn(page);
  await page.goto(console_("/operator/limits"));
  const classes = page.getByRole("region", { name: "Classes" });
  await expect(classes.getByText(/^api of web/)).toBeVisible();
  await expect(
    classes.getByText("20 a second, 300 at once", { exact: false }).first(),
  ).toBeVisible();

  await page.goto(console_("/operator/tunnels"));
  await expect(page.getByRole("region").getByText(/^for /).first()).toBeVisible();

  await page.goto(console_("/operator/feed"));
  const lag = page.getByRole("region", { name: "Lag by replica" });
  await expect(lag.getByText(/behind/).first()).toBeVisible();

  await page.goto(console_("/operator/configuration"));
  const tab = page.getByRole("navigation", { name: "Fleet", exact: true });
  await expect(tab.getByRole("link", { name: "Configuration" })).toBeInViewport();
  const database = page.getByRole("listitem").filter({ hasText: /^DATABASE_URL/ });
  await expect(database.getByText("set, and not shown")).toBeVisible();
  await expect(page.getByText("0000_tables")).toBeVisible();
  const { password } = new URL(readRun().databaseUrl);
  expect(await page.content()).not.toContain(password === "" ? "postgres://" : password);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(360);
});
