import { createHash } from "node:crypto";
import { escapeHtml } from "./escape.ts";

/** What a page says of one state. */
export interface WatchedText {
  readonly title: string;
  readonly sentence: string;
  /** The stable code that documents and logs use. */
  readonly code: string;
  /** Whether something is under way, so that waiting is all there is to do. */
  readonly busy: boolean;
}

/** A page that follows how its app is, and gives way to it by itself once that runs. */
export interface PageWatch {
  /** Which of `says` holds now. */
  readonly state: string;
  /** How long it has been so. */
  readonly sinceMs: number;
  /** By status, or by status and code with a blank between them. */
  readonly says: Readonly<Record<string, WatchedText>>;
}

/**
 * Asks every second how the app is, says so when that changes, and opens the same address again when the app runs, when
 * its visitor may no longer ask, or when it was stopped while it was waited for: only a visit starts it. An answer that
 * does not come is asked for again: the page stays as it is.
 */
const watchScript = `(() => {
const main = document.querySelector("main"), watch = JSON.parse(main.dataset.watch)
const find = (what) => document.querySelector(what)
let state = watch.state, fromMs = Date.now() - watch.sinceMs
const tick = () => {
  const s = Math.floor((Date.now() - fromMs) / 1000)
  find(".since").textContent = s < 3 ? "" : s < 60 ? s + " s" : Math.floor(s / 60) + " min " + (s % 60) + " s"
}
const show = ({ status, code, sinceMs }) => {
  const next = [status + " " + code, status].find((key) => Object.hasOwn(watch.says, key))
  if (next === undefined) return
  if (sinceMs !== null) fromMs = Date.now() - sinceMs
  if (next === state) return
  state = next
  const says = watch.says[next]
  document.title = find("h1").textContent = says.title
  find("[role=status]").textContent = says.sentence
  find(".code").textContent = says.code
  main.dataset.state = says.busy ? "busy" : "still"
}
const look = async () => {
  try {
    const answer = await fetch("/.homeport/status", { cache: "no-store", redirect: "error" })
    const status = answer.ok ? await answer.json() : null
    const isStopped = status?.status === "stopped" && main.dataset.state === "busy"
    const isOver = status?.status === "running" || [401, 403, 404, 410].includes(answer.status)
    if (isStopped || isOver) return location.reload()
    if (status !== null) show(status)
    tick()
  } catch {}
  setTimeout(look, 1000)
}
tick()
setTimeout(look, 1000)
})()`;

const watchStyle = `
.icon{display:grid;place-items:center;width:60px;height:60px;margin-bottom:24px;border:1px solid var(--line);border-radius:15px;background:var(--bg);font-size:32px;line-height:1;overflow:hidden}
.icon img{width:100%;height:100%;object-fit:cover}
.wait{display:flex;align-items:center;gap:14px;height:20px;margin-top:24px}
.bar{flex:1;height:4px;border-radius:2px;background:var(--line);overflow:hidden}
.bar::after{content:"";display:block;width:36%;height:100%;border-radius:2px;background:var(--accent);animation:sail 1.8s cubic-bezier(.45,.05,.55,.95) infinite}
.since{min-width:3.2em;color:var(--soft);font-size:.85rem;font-variant-numeric:tabular-nums;text-align:right}
[data-state=still] .wait,[data-state=busy] .act{display:none}
.more{margin:20px 0 0;font-size:.9rem}
.more a{color:var(--accent);text-underline-offset:3px}
@keyframes sail{from{transform:translateX(-100%)}to{transform:translateX(280%)}}
@media (prefers-reduced-motion:reduce){.bar::after{width:100%;opacity:.45;animation:none}}
`;

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

const styleHash = hashOf(watchStyle);
const scriptHash = hashOf(watchScript);

/** What a watching page adds to a page's parts. */
export const watching = {
  style: `<style>${watchStyle}</style>`,
  script: `<script>${watchScript}</script>`,
  /** Without scripts the browser asks again by itself. */
  reload: `<noscript><meta http-equiv="refresh" content="5"></noscript>`,
  wait: `<div class="wait" aria-hidden="true"><div class="bar"></div><div class="since"></div></div>`,
  styleHash,
  /** Names its own script, and lets that ask this very address. */
  policy: ` script-src ${scriptHash}; connect-src 'self'; img-src data:;`,
} as const;

/** Attributes of the part that changes. */
export function watchAttributes(watch: PageWatch): string {
  const state = watch.says[watch.state]?.busy === true ? "busy" : "still";
  return ` data-state="${state}" data-watch="${escapeHtml(JSON.stringify(watch))}"`;
}

/** A picture as a data URL, or a character or two; anything else is shown to nobody. */
export function iconMarkup(icon: string): string {
  const inner = /^data:image\/[a-z+.-]+[;,]/.test(icon)
    ? `<img src="${escapeHtml(icon)}" alt="">`
    : escapeHtml(firstLetters(icon));
  return `<div class="icon" aria-hidden="true">${inner}</div>`;
}

function firstLetters(text: string): string {
  const letters = new Intl.Segmenter().segment(text);
  return [...letters]
    .slice(0, 2)
    .map(({ segment }) => segment)
    .join("");
}
