import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL(".", import.meta.url));

test("only the verbs that end sessions and keys announce", () => {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const product = names.filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  const announcing = product.filter((name) =>
    readFileSync(`${folder}/${name}`, "utf8").includes(".announce("),
  );
  expect(announcing.sort()).toEqual([
    "account/delete-account.ts",
    "api-key/revoke-key.ts",
    "invitations/accept-invitation.ts",
    "members/remove-member.ts",
    "members/update-role.ts",
    "session/announce-ended.ts",
  ]);
});
