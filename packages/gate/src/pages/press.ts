import { createHash } from "node:crypto";

/** Presses the page's one button, for people: whatever only fetches the page runs no script. */
export const pressScript = `document.forms[0].submit()`;

/** What a Content-Security-Policy names to allow exactly this script. */
export const pressScriptHash = `'sha256-${createHash("sha256").update(pressScript).digest("base64")}'`;
