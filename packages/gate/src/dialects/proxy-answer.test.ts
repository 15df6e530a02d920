import { expect, test } from "vitest";
import { appEntry } from "../../test/app-entry.ts";
import { identityHeaders } from "../headers/identity-headers.ts";
import { stripRequestHeaders } from "../headers/strip-request-headers.ts";
import { compileRules } from "../rule/compile-rules.ts";
import { fieldsToSet } from "./proxy-answer.ts";

const rules = compileRules([
  { path: "/", match: "prefix", level: "public" },
  { path: "/in", match: "prefix", level: "public", headers: { "X-Team": "{user.name}" } },
]);
const app = appEntry("notes", { rules });

function toldFor(path: string, sent: readonly string[]): Record<string, string> {
  const rule = app.rules?.ordered.find((one) => one.path === path);
  if (rule === undefined) throw new Error("no such rule");
  const stripped = stripRequestHeaders(sent, app.rules?.setHeaders ?? new Set());
  const passed = [
    ...stripped.rawHeaders,
    ...identityHeaders(app, rule, { kind: "anonymous" }, "r1"),
  ];
  const fields = fieldsToSet({ app, sent, passed });
  const byName: Record<string, string> = {};
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] ?? "";
    expect(byName, `twice ${name}`).not.toHaveProperty([name]);
    byName[name] = fields[at + 1] ?? "";
  }
  return byName;
}

test("every identity header is there, empty when unknown, and so are key and secret", () => {
  expect(toldFor("", [])).toEqual({
    "X-Homeport-Key": "",
    "X-Homeport-Gate-Secret": "",
    "X-Homeport-Kind": "anonymous",
    "X-Homeport-User": "",
    "X-Homeport-Name": "",
    "X-Homeport-Email": "",
    "X-Homeport-Role": "",
    "X-Homeport-Org": "home",
    "X-Homeport-Identity": "",
    "X-Homeport-Identity-Id": "",
    "X-Homeport-Request-Id": "r1",
    "x-team": "",
    Cookie: "",
  });
});

test("a header that another rule sets is emptied, so that nobody sets it there either", () => {
  expect(toldFor("", ["X-Team", "admins"])).toMatchObject({ "X-Team": "" });
  expect(toldFor("/in", ["X-Team", "admins"])).toMatchObject({ "X-Team": "" });
});

test("what a visitor sends under a name that apps believe comes back empty", () => {
  const sent = ["remote-user", "root", "X-Homeport-Admin", "1", "x-homeport-user", "u9"];
  const told = toldFor("", sent);
  expect(told).toMatchObject({ "remote-user": "", "X-Homeport-Admin": "" });
  expect(told["X-Homeport-User"]).toBe("");
});

test("cookies come back without Homeport's, in one field", () => {
  const cookies = ["Cookie", "a=1; homeport_app=v1.x", "cookie", "__Host-homeport=y; b=2"];
  expect(toldFor("", cookies)["Cookie"]).toBe("a=1; b=2");
  expect(toldFor("", ["Cookie", "homeport_app=v1.x"])["Cookie"]).toBe("");
});
