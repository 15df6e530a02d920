import { readFileSync } from "node:fs";

export type DirectoryScript =
  | "publish-relay"
  | "renew-relay"
  | "publish-tunnels"
  | "remove-tunnel"
  | "remove-relay"
  | "lookup"
  | "list-relays"
  | "read-age";

/** Hands out the text of each Lua file, read once. */
export function createScriptReader(): (name: DirectoryScript) => string {
  const texts = new Map<DirectoryScript, string>();
  return function readScript(name) {
    const text = texts.get(name) ?? readFileSync(new URL(`./${name}.lua`, import.meta.url), "utf8");
    texts.set(name, text);
    return text;
  };
}
