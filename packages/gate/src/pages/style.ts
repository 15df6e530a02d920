import { createHash } from "node:crypto";

/** The look of every page that stands in front of an app: one card in the console's colours, light and dark. */
export const pageStyle = `
:root{color-scheme:light dark;--bg:oklch(.982 .003 100);--card:oklch(1 0 0);--ink:oklch(.235 .022 245);--soft:oklch(.5 .018 245);--line:oklch(.912 .005 100);--accent:oklch(.49 .098 225);--on:oklch(.995 .002 220);--glow:oklch(.49 .098 225/.09)}
@media (prefers-color-scheme:dark){:root{--bg:oklch(.168 .014 245);--card:oklch(.202 .016 245);--ink:oklch(.955 .004 245);--soft:oklch(.7 .016 245);--line:oklch(.272 .017 245);--accent:oklch(.785 .1 218);--on:oklch(.19 .03 230);--glow:oklch(.785 .1 218/.1)}}
*{box-sizing:border-box}
html{height:100%;background:var(--bg);color:var(--ink);font:16px/1.6 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;-webkit-text-size-adjust:100%}
body{min-height:100%;margin:0;display:grid;grid-template-rows:1fr auto;justify-items:center;padding:24px;background:radial-gradient(60rem 30rem at 50% -10rem,var(--glow),transparent)}
main{align-self:center;width:min(30rem,100%);padding:40px;background:var(--card);border:1px solid var(--line);border-radius:18px;box-shadow:0 1px 2px #0000000a,0 12px 40px #00000010}
.mark{display:block;width:36px;height:36px;margin-bottom:24px;color:var(--accent)}
h1{margin:0 0 12px;font-size:1.5rem;line-height:1.25;letter-spacing:-.015em;text-wrap:balance}
p{margin:0 0 12px;text-wrap:pretty;overflow-wrap:anywhere}
.next{color:var(--soft)}
dl{display:grid;grid-template-columns:auto 1fr;gap:6px 16px;margin:20px 0 0;padding-top:16px;border-top:1px solid var(--line);font-size:.9rem}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
form,.act{margin:28px 0 0}
.button{display:inline-block;padding:11px 20px;border:0;border-radius:10px;background:var(--accent);color:var(--on);font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
.button:hover{filter:brightness(1.08)}
.button:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
footer{padding-top:24px;color:var(--soft);font:.78rem/1.5 ui-monospace,SFMono-Regular,Menlo,monospace;text-align:center;overflow-wrap:anywhere}
@media (max-width:26rem){main{padding:28px 22px}}
`;

/** What a Content-Security-Policy names to allow exactly this style. */
export const pageStyleHash = `'sha256-${createHash("sha256").update(pageStyle).digest("base64")}'`;
