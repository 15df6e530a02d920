import { createHash } from "node:crypto";
import { Script } from "node:vm";
import { describe, expect, test } from "vitest";
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
  expect(renderPage(page).body).toContain('503 · <span class="code">C</span> · r1');
});

describe("a page that watches its app", () => {
  const says = {
    starting: { title: "Starting", sentence: "Soon", code: "APP_STARTING", busy: true },
    failed: { title: "Failed", sentence: "No", code: "APP_FAILED", busy: false },
  };
  const watch = { state: "starting", sinceMs: 1_000, says };

  test("runs one script, named by its hash, which may ask its own address and nothing else", () => {
    const { headers, body } = renderPage({ ...page, watch });
    const csp = headers[headers.indexOf("Content-Security-Policy") + 1] ?? "";
    const [, script = ""] = /<script>(.*)<\/script>/s.exec(body) ?? [];
    const hash = createHash("sha256").update(script).digest("base64");
    expect(() => new Script(script)).not.toThrow();
    expect(csp).toContain(`script-src 'sha256-${hash}'; connect-src 'self'; img-src data:;`);
    for (const [, style = ""] of body.matchAll(/<style>(.*?)<\/style>/gs)) {
      expect(csp).toContain(createHash("sha256").update(style).digest("base64"));
    }
    expect(csp).not.toContain("unsafe");
    expect(body).not.toMatch(/(?:src=|url\(|@import|https?:)/);
  });

  test("asks again without scripts, is read out as it changes, and stands still for who wants that", () => {
    const { body } = renderPage({ ...page, watch });
    expect(body).toContain(`<noscript><meta http-equiv="refresh" content="5"></noscript>`);
    expect(body).toContain(`<p role="status">S</p>`);
    expect(body).toContain("prefers-reduced-motion");
    expect(body).toContain(`data-state="busy"`);
    expect(renderPage({ ...page, watch: { ...watch, state: "failed" } }).body).toContain(
      `data-state="still"`,
    );
  });

  test("shows a picture only where it is data, and of other text two letters", () => {
    const shown = (icon: string) => renderPage({ ...page, watch, icon }).body;
    expect(shown("data:image/png;base64,AAAA")).toContain(
      `<img src="data:image/png;base64,AAAA" alt="">`,
    );
    expect(shown("https://example.org/spy.png")).toContain(">ht</div>");
    expect(shown("data:text/html,<script>")).toContain(">da</div>");
    expect(shown(`data:image/png,"><script>`)).not.toContain(`"><script>`);
    expect(shown("👩‍🚀")).toContain(">👩‍🚀</div>");
  });

  test("escapes what it will say", () => {
    const nasty = { ...says.starting, title: `"><script>`, sentence: "</main>" };
    const { body } = renderPage({ ...page, watch: { ...watch, says: { starting: nasty } } });
    expect(body.match(/<script>/g)).toHaveLength(1);
    expect(body.match(/<\/main>/g)).toHaveLength(1);
  });
});

test("every refusal has a text, and every code a number of its class", () => {
  for (const [code, { number, status }] of Object.entries(gateCodes)) {
    if (number < 200) expect(status, code).toBe(200);
    else expect(refusalTexts, code).toHaveProperty(code);
  }
});
