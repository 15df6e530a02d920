import { escapeHtml } from "./escape.ts";
import type { Page, PageAction, RenderedPage } from "./page.ts";
import { pressScript, pressScriptHash } from "./press.ts";
import { pageStyle, pageStyleHash } from "./style.ts";

/** The console's own mark: two quays and the water between them. */
const mark = `<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><rect x="3" y="3" width="4" height="18" rx="2" fill="var(--ink)"/><rect x="17" y="3" width="4" height="18" rx="2" fill="var(--ink)"/><path d="M8.6 13.4c1.2-1.9 2.6-1.9 3.7-.6 1 1.2 2.2 1.2 3.1-.6" fill="none" stroke="var(--accent)" stroke-width="2.6" stroke-linecap="round"/></svg>`;

/**
 * A page that stands in front of an app or in its place: no script but one that presses its button, no asset from anywhere, nothing that may be
 * cached or framed. User text is escaped.
 */
export function renderPage(page: Page): RenderedPage {
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">${reload(page)}<title>${escapeHtml(page.title)}</title><style>${pageStyle}</style></head>
<body><main>${mark}<h1>${escapeHtml(page.title)}</h1><p>${escapeHtml(page.sentence)}</p>${nextStep(page)}${facts(page)}${action(page.action)}</main>
<footer>${page.status} · ${escapeHtml(page.code)} · ${escapeHtml(page.requestId)}</footer>${isPressed(page) ? `<script>${pressScript}</script>` : ""}</body></html>
`;
  return { status: page.status, headers: pageHeaders(page), body };
}

function pageHeaders(page: Page): readonly string[] {
  const posts = page.action?.method === "post";
  const formAction = posts ? "'self'" : "'none'";
  const script = isPressed(page) ? ` script-src ${pressScriptHash};` : "";
  return [
    ...["Content-Type", "text/html; charset=utf-8"],
    ...["Cache-Control", "no-store"],
    ...[
      "Content-Security-Policy",
      `default-src 'none'; style-src ${pageStyleHash};${script} form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
    ],
    ...["X-Content-Type-Options", "nosniff"],
    // Under "no-referrer" a browser would not say of a form where it comes from; the path, which may hold a secret, stays
    // out of either.
    ...["Referrer-Policy", posts ? "strict-origin" : "no-referrer"],
  ];
}

function reload({ reloadAfterS }: Page): string {
  return reloadAfterS === undefined ? "" : `<meta http-equiv="refresh" content="${reloadAfterS}">`;
}

function isPressed({ action: one }: Page): boolean {
  return one?.method === "post" && one.pressedByScript === true;
}

function nextStep(page: Page): string {
  return page.nextStep === undefined ? "" : `<p class="next">${escapeHtml(page.nextStep)}</p>`;
}

function facts(page: Page): string {
  if (page.facts === undefined || page.facts.length === 0) return "";
  const rows = page.facts.map(
    (fact) => `<dt>${escapeHtml(fact.label)}</dt><dd>${escapeHtml(fact.value)}</dd>`,
  );
  return `<dl>${rows.join("")}</dl>`;
}

function action(one: PageAction | undefined): string {
  if (one === undefined) return "";
  const href = escapeHtml(one.href);
  const label = escapeHtml(one.label);
  if (one.method === "post") {
    return `<form method="post" action="${href}"><button class="button">${label}</button></form>`;
  }
  const target = one.newTab === true ? ' target="_blank" rel="noopener"' : "";
  return `<p class="act"><a class="button" href="${href}"${target}>${label}</a></p>`;
}
