import { escapeHtml } from "./escape.ts";
import type { Page, PageAction, RenderedPage } from "./page.ts";
import { pressScript, pressScriptHash } from "./press.ts";
import { pageStyle, pageStyleHash } from "./style.ts";
import { iconMarkup, watchAttributes, watching } from "./watch.ts";

/** The console's own mark: two quays and the water between them. */
const mark = `<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><rect x="3" y="3" width="4" height="18" rx="2" fill="var(--ink)"/><rect x="17" y="3" width="4" height="18" rx="2" fill="var(--ink)"/><path d="M8.6 13.4c1.2-1.9 2.6-1.9 3.7-.6 1 1.2 2.2 1.2 3.1-.6" fill="none" stroke="var(--accent)" stroke-width="2.6" stroke-linecap="round"/></svg>`;

/**
 * A page that stands in front of an app or in its place: no script but one that presses its button or follows how the app
 * is, no asset from anywhere, nothing that may be cached or framed. User text is escaped.
 */
export function renderPage(page: Page): RenderedPage {
  const { watch, icon, title } = page;
  const style = `<style>${pageStyle}</style>${watch === undefined ? "" : watching.style}`;
  const picture = watch === undefined || icon === undefined ? mark : iconMarkup(icon);
  const main = watch === undefined ? "" : watchAttributes(watch);
  const told = watch === undefined ? "<p>" : `<p role="status">`;
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">${reload(page)}<title>${escapeHtml(title)}</title>${style}</head>
<body><main${main}>${picture}<h1>${escapeHtml(title)}</h1>${told}${escapeHtml(page.sentence)}</p>${watch === undefined ? "" : watching.wait}${nextStep(page)}${facts(page)}${action(page.action)}${more(page)}</main>
<footer>${page.status} · <span class="code">${escapeHtml(page.code)}</span> · ${escapeHtml(page.requestId)}</footer>${script(page)}</body></html>
`;
  return { status: page.status, headers: pageHeaders(page), body };
}

function pageHeaders(page: Page): readonly string[] {
  const posts = page.action?.method === "post";
  const formAction = posts ? "'self'" : "'none'";
  const press = isPressed(page) ? ` script-src ${pressScriptHash};` : "";
  const policy = page.watch === undefined ? press : watching.policy;
  const styles =
    page.watch === undefined ? pageStyleHash : `${pageStyleHash} ${watching.styleHash}`;
  return [
    ...["Content-Type", "text/html; charset=utf-8"],
    ...["Cache-Control", "no-store"],
    ...[
      "Content-Security-Policy",
      `default-src 'none'; style-src ${styles};${policy} form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
    ],
    ...["X-Content-Type-Options", "nosniff"],
    // Under "no-referrer" a browser would not say of a form where it comes from; the path, which may hold a secret, stays
    // out of either.
    ...["Referrer-Policy", posts ? "strict-origin" : "no-referrer"],
  ];
}

/** A page has one script at most: it presses, or it watches. */
function script(page: Page): string {
  if (page.watch !== undefined) return watching.script;
  return isPressed(page) ? `<script>${pressScript}</script>` : "";
}

function reload({ reloadAfterS, watch }: Page): string {
  if (watch !== undefined) return watching.reload;
  return reloadAfterS === undefined ? "" : `<meta http-equiv="refresh" content="${reloadAfterS}">`;
}

function isPressed({ action: one }: Page): boolean {
  return one?.method === "post" && one.pressedByScript === true;
}

function nextStep(page: Page): string {
  return page.nextStep === undefined ? "" : `<p class="next">${escapeHtml(page.nextStep)}</p>`;
}

function more({ more: one }: Page): string {
  if (one === undefined) return "";
  return `<p class="more"><a href="${escapeHtml(one.href)}">${escapeHtml(one.label)}</a></p>`;
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
