import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL(".", import.meta.url));

/** Files of a folder that announce, without tests; a verb is a file that is neither a store nor of the door. */
function announcing(files: ReadonlyMap<string, string>): { verbs: string[]; others: string[] } {
  const found = [...files].filter(([, text]) => /\.announce\(/.test(text)).map(([name]) => name);
  const isVerb = (name: string) =>
    !/(?:^|\/)store\.ts$/.test(name) && !/^(?:door|pages|decide|headers|read-request)\//.test(name);
  return { verbs: found.filter(isVerb).sort(), others: found.filter((name) => !isVerb(name)) };
}

function sources(): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const product = names.filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  return new Map(product.map((name) => [name, readFileSync(`${folder}/${name}`, "utf8")]));
}

test("only verbs announce; stores and the door never", () => {
  const { verbs, others } = announcing(sources());
  expect(others).toEqual([]);
  expect(verbs).toEqual([
    "address/add-address.ts",
    "address/add-hostname.ts",
    "address/remove-address.ts",
    "address/serving.ts",
    "address/set-primary-address.ts",
    "app/choose-identity.ts",
    "app/create-app-gate.ts",
    "app/create-external-gate.ts",
    "identity/change-identity.ts",
    "identity/create-default-identity.ts",
    "rule/replace-rules.ts",
    "session-cache/end-app-sessions.ts",
    "share-link/revoke-share-link.ts",
  ]);
});

test("a store that announces is found", () => {
  const planted = new Map([...sources(), ["rule/store.ts", "feed.announce('app.gate', id)"]]);
  expect(announcing(planted).others).toEqual(["rule/store.ts"]);
});
