import { describe, expect, test } from "vitest";
import { checkManifest } from "./read-manifest.ts";

const may = { organizationId: "o", permissions: new Set(["app.write"]) };
const check = (text: string) => checkManifest(may, { text });

const whole = `
version: 1
name: notes
title: Notes
runtime: process
process:
  argv: [node, server.js]
consents: [host-paths]
`;

describe("a manifest that is being written", () => {
  test("is what it says once nothing is wrong", () => {
    const { manifest, problems } = check(whole);
    expect(problems).toEqual([]);
    expect(manifest).toMatchObject({ name: "notes", consents: ["host-paths"] });
  });

  test("has all its problems listed at once, each with its line", () => {
    const { manifest, problems } = check(
      whole.replace("title: Notes", "title: ''").replace("[node, server.js]", "[]"),
    );
    expect(manifest).toBeNull();
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/^line 4: title: /);
    expect(problems[1]).toMatch(/^line 7: process\.argv: /);
  });

  test("has the problems of its compose file beside what it says otherwise", () => {
    const compose =
      "runtime: compose\ncompose: {file: 'services: ['}\nentry: {service: web, port: 80}";
    const { manifest, problems } = check(`version: 1\nname: notes\ntitle: Notes\n${compose}`);
    expect(manifest?.title).toBe("Notes");
    expect(problems[0]).toMatch(/^compose\.file: /);
  });

  test("is looked at only for those who may add apps", () => {
    const reader = { ...may, permissions: new Set(["app.read"]) };
    expect(() => checkManifest(reader, { text: whole })).toThrow(
      expect.objectContaining({ code: "NOT_PERMITTED" }),
    );
  });
});
