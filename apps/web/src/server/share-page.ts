/** What a share link says when it does not open at once. */
export type SharePage =
  | { readonly kind: "ended" }
  | { readonly kind: "password"; readonly problem: "wrong" | "wait" | null };

const style = `
:root{color-scheme:light dark;--paper:#faf9f7;--ink:#1c2730;--soft:#5a656e;--line:#8a939a;--bad:#a32a1d;--focus:#1f7fae}
@media(prefers-color-scheme:dark){:root{--paper:#0d1318;--ink:#eef1f3;--soft:#a9b2b9;--line:#65707a;--bad:#ff9d8e;--focus:#62bbe6}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--paper);color:var(--ink);font:16px/1.5 ui-sans-serif,system-ui,sans-serif}
main{width:100%;max-width:24rem}h1{margin:0 0 8px;font:400 34px/1.1 "Iowan Old Style","Palatino Linotype",Georgia,serif;letter-spacing:-.01em}
p{margin:0 0 20px;color:var(--soft)}label{display:block;margin-bottom:6px;font-size:14px;font-weight:500}
input{width:100%;height:46px;padding:0 14px;border:1px solid var(--line);border-radius:7px;background:transparent;color:inherit;font:inherit}
button{width:100%;height:46px;margin-top:12px;border:0;border-radius:7px;background:var(--ink);color:var(--paper);font:inherit;font-weight:500;cursor:pointer}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}.bad{margin:8px 0 0;color:var(--bad);font-size:14px}`;

const problems = {
  wrong: "That is not the password. Try again.",
  wait: "Too many tries. Wait a minute, then try again.",
} as const;

/** A page of one question, or of one sentence. It holds nothing of the album, and runs no script. */
export function renderSharePage(page: SharePage, nonce: string): string {
  const { title, body } = page.kind === "ended" ? ended : askPassword(page.problem);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${title}</title><style nonce="${nonce}">${style}</style></head>
<body><main>${body}</main></body></html>
`;
}

const ended = {
  title: "This link has ended",
  body: "<h1>This link has ended</h1><p>It does not open anything any more. Ask whoever sent it to you for another one.</p>",
};

function askPassword(problem: keyof typeof problems | null) {
  const refused = problem !== null;
  const why = refused ? `<p class="bad" id="why" role="alert">${problems[problem]}</p>` : "";
  const told = refused ? ' aria-invalid="true" aria-describedby="why"' : "";
  return {
    title: "A password, please",
    body: `<h1>A password, please</h1><p>Whoever sent you this link has given you a password for these photos.</p>
<form method="post"><label for="password">Password</label>
<input id="password" name="password" type="password" required autofocus autocomplete="off" maxlength="200"${told}>${why}
<button type="submit">Open the album</button></form>`,
  };
}
