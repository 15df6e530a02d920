import { readFileSync } from "node:fs";

/** Each spelled out: a bundle carries along the files whose addresses it can read. */
const places = {
  "publish-relay": new URL("./publish-relay.lua", import.meta.url),
  "renew-relay": new URL("./renew-relay.lua", import.meta.url),
  "publish-tunnels": new URL("./publish-tunnels.lua", import.meta.url),
  "remove-tunnel": new URL("./remove-tunnel.lua", import.meta.url),
  "remove-relay": new URL("./remove-relay.lua", import.meta.url),
  lookup: new URL("./lookup.lua", import.meta.url),
  "list-relays": new URL("./list-relays.lua", import.meta.url),
  "read-age": new URL("./read-age.lua", import.meta.url),
} as const;

export type DirectoryScript = keyof typeof places;

/** Hands out the text of each Lua file, read once. */
export function createScriptReader(): (name: DirectoryScript) => string {
  const texts = new Map<DirectoryScript, string>();
  return function readScript(name) {
    const text = texts.get(name) ?? readFileSync(places[name], "utf8");
    texts.set(name, text);
    return text;
  };
}
