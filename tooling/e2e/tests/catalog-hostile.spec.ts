import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, type Page, test } from "@playwright/test";
import { readRun, signIn } from "./homeport.ts";
import { openWorkTree } from "./work-tree.ts";

const at = (path: string) => `${readRun().webUrl}${path}`;

/** A server elsewhere that notes what it is asked for, and answers everything with one page. */
async function openElsewhere(page = "") {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    if (request.url !== "/favicon.ico") asked.push(request.url ?? "");
    response.setHeader("content-type", "text/html");
    response.end(page);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { asked, url: `http://127.0.0.1:${port}`, [Symbol.dispose]: () => void server.close() };
}

/** Every way that is known to make a page run or load something out of a text. */
const hostileText = (elsewhere: string) => `
# A heading as large as the page

<script>window.ran = "script";</script>
<img src="x" onerror="window.ran = 'handler'">
<svg onload="window.ran = 'svg'"><script>window.ran = "svg script"</script></svg>
<img src="${elsewhere}/beacon"><iframe src="${elsewhere}/frame"></iframe><iframe srcdoc="<script>parent.ran = 'frame'</script>"></iframe>
<details open ontoggle="window.ran = 'toggle'"><summary>More</summary></details>
<style>@import url("${elsewhere}/style"); body { background: url("${elsewhere}/background"); }</style>
<link rel="stylesheet" href="${elsewhere}/sheet">
<object data="${elsewhere}/object"></object><embed src="${elsewhere}/embed">
<meta http-equiv="refresh" content="0;url=${elsewhere}/refresh">
<form action="${elsewhere}/form"><button>Sign in again</button></form>
<base href="${elsewhere}/">

[one](javascript:window.ran='link') [two](JaVaScRiPt:window.ran='case') [three](\u0001javascript:window.ran='control')
[four](data:text/html,<script>window.ran='data'</script>) [five](vbscript:x) <javascript:window.ran='auto'>
[six][reference] [seven](//elsewhere.example/relative)

![picture](${elsewhere}/picture.png) ![two](data:image/svg+xml,<svg/onload=alert(1)>) ![three](javascript:window.ran='image')
![four](../../assets/other.svg) ![five](https://elsewhere.example/" onerror="window.ran='quote')

[reference]: javascript:window.ran='reference'

${"unbroken".repeat(60)}

| ${Array.from({ length: 40 }, (_, column) => `column ${column}`).join(" | ")} |
`;

/** What a page has run by itself, and what of it could be pressed to run. */
async function readDamage(page: Page) {
  return page.evaluate(() => ({
    ran: Reflect.get(window, "ran") ?? null,
    live: [...document.querySelectorAll("main *, #shown *")].flatMap((element) => [
      ...(element.matches(
        "script, iframe, object, embed, form, style, link, meta, base, svg script",
      )
        ? [element.outerHTML]
        : []),
      ...[...element.attributes]
        .filter(
          ({ name, value }) => /^on/i.test(name) || /^\W*(javascript|data|vbscript):/i.test(value),
        )
        .map(({ name, value }) => `${name}=${value}`),
    ]),
  }));
}

test("a hostile description runs no script, loads nothing foreign, and keeps the page's shape", async ({
  page,
}) => {
  using elsewhere = await openElsewhere();
  using tree = openWorkTree();
  const path = "apps/nt/ntfy/description.md";
  const [before, hostile] = [tree.read(path), hostileText(elsewhere.url)];
  await signIn(page);
  await page.goto(at("/operator/catalog"));
  tree.write(path, hostile);
  await page.getByRole("button", { name: "Sync now" }).click();
  await expect(async () => {
    await page.goto(at("/catalog/ntfy"));
    await expect(page.getByText("A heading as large as the page")).toBeVisible({ timeout: 100 });
  }).toPass({ timeout: 15_000 });
  await page.waitForLoadState("networkidle");
  expect(await readDamage(page)).toEqual({ ran: null, live: [] });
  for (const link of await page.locator(".entry-prose a").all()) {
    await expect(link).toHaveAttribute("href", /^(https?:|mailto:)/);
    await expect(link).toHaveAttribute("rel", "nofollow noopener noreferrer");
  }
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  await page.setViewportSize({ width: 360, height: 740 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(360);

  await page.goto(at("/catalog/entries/ntfy/edit"));
  await page.getByRole("radio", { name: "Preview" }).click();
  await expect(page.getByText("A heading as large as the page")).toBeVisible();
  expect(await readDamage(page)).toEqual({ ran: null, live: [] });
  expect(elsewhere.asked).toEqual([]);

  tree.write(path, before);
  await page.goto(at("/operator/catalog"));
  await page.getByRole("button", { name: "Sync now" }).click();
  await expect(page.getByText("The newest commit is live.").first()).toBeVisible();
});

test("control: the same text as a page of its own runs, loads and is found", async ({ page }) => {
  using elsewhere = await openElsewhere();
  // Without what would lead away from the page before it is looked at.
  const text = hostileText(elsewhere.url).replace(/<meta .*>/, "");
  using raw = await openElsewhere(`<div id="shown">${text}</div>`);
  await page.goto(raw.url);
  const damage = await readDamage(page);
  expect(damage.ran).not.toBeNull();
  expect(damage.live.length).toBeGreaterThan(5);
  await expect.poll(() => elsewhere.asked).toContain("/beacon");
});
