import { expect, test } from "vitest";
import { gateCodes } from "../decide/codes.ts";
import { renderPage } from "./render-page.ts";
import { pageStyle } from "./style.ts";
import { refusalTexts } from "./texts.ts";

const page = { status: 503, title: "T", sentence: "S", code: "C", requestId: "r1" };

test("text from elsewhere is escaped", () => {
  const nasty = `<script>"'&`;
  const { body } = renderPage({
    ...page,
    title: nasty,
    sentence: nasty,
    nextStep: nasty,
    facts: [{ label: nasty, value: nasty }],
    action: { label: nasty, href: `/"><script>` },
  });
  expect(body).not.toContain("<script");
});

test("a page needs nothing from anywhere and may not be framed or kept", () => {
  const { headers, body } = renderPage(page);
  const csp = headers[headers.indexOf("Content-Security-Policy") + 1] ?? "";
  expect(csp).toContain("default-src 'none'");
  expect(csp).toContain("frame-ancestors 'none'");
  expect(csp).not.toContain("unsafe");
  expect(headers[headers.indexOf("Cache-Control") + 1]).toBe("no-store");
  expect(body).not.toMatch(/(?:src|url|@import|https?:)/);
  expect(pageStyle).toContain("prefers-color-scheme:dark");
});

test("a page says its code and request id", () => {
  expect(renderPage(page).body).toContain("503 · C · r1");
});

test("every refusal has a text, and every code a number of its class", () => {
  for (const [code, { number, status }] of Object.entries(gateCodes)) {
    if (number < 200) expect(status, code).toBe(200);
    else expect(refusalTexts, code).toHaveProperty(code);
  }
});
