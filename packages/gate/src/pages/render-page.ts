import { escapeHtml } from "./escape.ts";
import type { Page, PageAction, RenderedPage } from "./page.ts";
import { pageStyle, pageStyleHash } from "./style.ts";

const mark = `<svg class="mark" viewBox="0 0 36 36" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M5 17 18 6l13 11"/><path d="M9 15v15h18V15"/><path d="M15 30v-8a3 3 0 0 1 6 0v8"/></svg>`;

/**
 * A page that stands in front of an app or in its place: no script, no asset from anywhere, nothing that may be
 * cached or framed. User text is escaped.
 */
export function renderPage(page: Page): RenderedPage {
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${escapeHtml(page.title)}</title><style>${pageStyle}</style></head>
<body><main>${mark}<h1>${escapeHtml(page.title)}</h1><p>${escapeHtml(page.sentence)}</p>${nextStep(page)}${facts(page)}${action(page.action)}</main>
<footer>${page.status} · ${escapeHtml(page.code)} · ${escapeHtml(page.requestId)}</footer></body></html>
`;
  return { status: page.status, headers: pageHeaders(page), body };
}

function pageHeaders(page: Page): readonly string[] {
  const formAction = page.action?.method === "post" ? "'self'" : "'none'";
  return [
    ...["Content-Type", "text/html; charset=utf-8"],
    ...["Cache-Control", "no-store"],
    ...[
      "Content-Security-Policy",
      `default-src 'none'; style-src ${pageStyleHash}; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
    ],
    ...["X-Content-Type-Options", "nosniff"],
    ...["Referrer-Policy", "no-referrer"],
  ];
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
