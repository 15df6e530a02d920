import { expect, test } from "vitest";
import { z } from "zod";
import { resolveEnv } from "./resolve-env.ts";
import { defineEnv } from "./spec.ts";

const text = z.string().optional();
const spec = defineEnv({
  HOMEPORT_STAGE: { schema: text, describe: "", default: "dev" },
  PLACE: {
    schema: text,
    describe: "",
    group: "Addresses",
    default: { dev: "a", test: "b", prod: "c" },
  },
  ADDRESS: { schema: text, describe: "" },
  NAME: { schema: text, describe: "", defaultText: "the host's name" },
  TOKEN: { schema: text, describe: "", secret: true },
  OTHER_TOKEN: { schema: text, describe: "", secret: true },
});

function resolve(source: Record<string, string>) {
  return new Map(
    resolveEnv(spec, source).map(({ name, origin, value }) => [name, [origin, value]]),
  );
}

test("a value is told with where it is from, and a default by its stage", () => {
  const resolved = resolve({ HOMEPORT_STAGE: " Prod ", ADDRESS: "" });
  expect(resolved.get("HOMEPORT_STAGE")).toEqual(["environment", "Prod"]);
  expect(resolved.get("PLACE")).toEqual(["default", "c"]);
  expect(resolved.get("ADDRESS")).toEqual(["unset", null]);
  expect(resolved.get("NAME")).toEqual(["default", "the host's name"]);
});

test("of a secret only this is told, that it is set, and a password in an address is cut out", () => {
  const secret = "s3cret-of-the-test";
  const resolved = resolve({
    ...{ TOKEN: secret, OTHER_TOKEN_FILE: "/run/secrets/other" },
    ADDRESS: `postgres://ada:${secret}@db:5432/homeport`,
  });
  expect(resolved.get("TOKEN")).toEqual(["environment", null]);
  expect(resolved.get("OTHER_TOKEN")).toEqual(["file", null]);
  expect(JSON.stringify([...resolved])).not.toContain(secret);
});
