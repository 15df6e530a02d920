import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { findComposeProblems } from "../compose/find-compose-problems.ts";
import { goodApp, goodCompose } from "../testing/good-tree.ts";
import { goodTree, type TestTree, toTreeInput } from "../testing/index.ts";
import type { FullEntry } from "../tree/catalog-record.ts";
import { validateTree } from "../tree/validate-tree.ts";
import { buildInstallPlan, type InstallChoice } from "./build-install-plan.ts";
import {
  type AddressFacts,
  fillSettings,
  type HostFacts,
  prepareTemplate,
} from "./fill-template.ts";
import { type InstallPlan, installPlanSchema } from "./install-plan.ts";

function entryOf(tree: TestTree): FullEntry {
  const { items, read } = toTreeInput(tree);
  const found: FullEntry[] = [];
  const { problems } = validateTree(items, {
    read,
    onRecord: (record) => record.kind === "entry" && found.push(record.value),
  });
  expect(problems).toEqual([]);
  const [entry] = found;
  if (entry === undefined) throw new Error("the tree has an entry");
  return entry;
}

const more = [
  [
    "[[settings]]",
    'key = "secret"',
    'label = "Secret"',
    'type = "generated"',
    'env = "NOTES_SECRET"',
    "bytes = 32",
  ],
  [
    "[[settings]]",
    'key = "motto"',
    'label = "Motto"',
    'type = "text"',
    'env = "NOTES_MOTTO"',
    "required = true",
  ],
];
const app = `${goodApp.replace("max = 40\n", "")}\n${more.map((lines) => `${lines.join("\n")}\n`).join("\n")}`;
const template = goodCompose.replace(
  "    ports:",
  () =>
    `      MOTTO: "it says: \${NOTES_MOTTO}"\n      SECRET: "\${NOTES_SECRET}"\n      PRICE: "$$5"\n    ports:`,
);
const tree = goodTree()
  .set("apps/no/notes/app.toml", app)
  .set("apps/no/notes/compose.yml", template);
const entry = entryOf(tree);
const source = {
  generation: 7,
  commit: "c".repeat(40),
  findEntry: (slug: string) => (slug === "notes" ? entry : null),
};
const choice: InstallChoice = {
  slug: "notes",
  version: null,
  mode: "compose",
  settings: { motto: "m" },
};
const build = (changed: Partial<InstallChoice>) =>
  buildInstallPlan(source, { ...choice, ...changed });

function planOf(changed: Partial<InstallChoice>): InstallPlan {
  const { plan, problems } = build(changed);
  expect(problems).toBeNull();
  return installPlanSchema.parse(plan);
}

const facts = {
  ports: {},
  url: "https://a.example",
  host: "a.example",
  timeZone: "UTC",
  uid: 1,
  gid: 2,
};

/** As the file is when its host has put in what it knows. */
function fillTemplate(plan: InstallPlan, whole: AddressFacts & HostFacts): string {
  return fillSettings(prepareTemplate(plan, whole), whole);
}

describe("a plan for an installation", () => {
  it("holds the untouched template, images by digest, and settings beside it", () => {
    const plan = planOf({});
    expect(plan.template).toBe(template);
    expect(plan.images).toEqual([
      { service: "notes", reference: `example/notes:1.0.0@sha256:${"a".repeat(64)}` },
    ]);
    expect(plan.settings).toEqual({
      NOTES_TITLE: { value: "Notes" },
      NOTES_SECRET: { generate: { bytes: 32 } },
      NOTES_MOTTO: { value: "m" },
    });
    expect(plan).toMatchObject({ release: "1.0.0", generation: 7, mode: "compose" });
  });

  it("is built so that no setting can alter YAML", () => {
    const hostile = fc.oneof(
      fc.constantFrom(
        '"',
        "': x",
        `\${HOMEPORT_UID}`,
        "$$",
        "$",
        "&a",
        "*a",
        "{a: b}",
        "[",
        "# c",
        "!!x",
        "- a",
        "\\n",
        "\u2028",
        "null",
      ),
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: "binary" }),
    );
    const untouched = planOf({});
    const harmless = { NOTES_TITLE: "Notes", NOTES_MOTTO: "m", NOTES_SECRET: "s" };
    const plainly = parse(fillTemplate(untouched, { ...facts, settings: harmless }));
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 5 }), hostile, (parts, secret) => {
        const motto = parts.join("");
        const { plan } = build({ settings: { motto } });
        if (plan === null) return;
        expect({ ...plan, settings: {} }).toEqual({ ...untouched, settings: {} });
        const settings = { NOTES_TITLE: "Notes", NOTES_MOTTO: motto, NOTES_SECRET: secret };
        const filled = parse(fillTemplate(plan, { ...facts, settings }));
        const { environment, ...rest } = filled.services.notes;
        expect({ ...filled, services: { notes: rest } }).toEqual({
          ...plainly,
          services: { notes: { ...plainly.services.notes, environment: undefined } },
        });
        const asContainer = (text: string) => text.replaceAll("$$", "$");
        expect(Object.keys(environment)).toEqual(["TITLE", "MOTTO", "SECRET", "PRICE"]);
        expect(asContainer(environment.MOTTO)).toBe(`it says: ${motto}`);
        expect(asContainer(environment.SECRET)).toBe(secret);
        expect(environment.PRICE).toBe("$$5");
      }),
      { numRuns: 150 },
    );
  });

  it("fills a template into a file that an agent installs", () => {
    const settings = { NOTES_TITLE: "a", NOTES_MOTTO: "$b", NOTES_SECRET: "c" };
    const file = fillTemplate(planOf({}), { ...facts, settings });
    expect(findComposeProblems(file, { consents: [], entryService: "notes" })).toEqual([]);
    expect(parse(file).services.notes).toMatchObject({
      image: `example/notes:1.0.0@sha256:${"a".repeat(64)}`,
      ports: [`127.0.0.1:\${HOMEPORT_APP_PORT}:8080`],
      volumes: ["./data/notes:/data"],
    });
    // What nobody gave a value for stays a variable, which Compose refuses.
    const bare = fillSettings(prepareTemplate(planOf({}), facts), { ...facts, settings: {} });
    expect(bare).toContain(`\${NOTES_TITLE}`);
    const odd = { ...planOf({}), template: template.replace("NOTES_TITLE", "OTHER") };
    expect(() => prepareTemplate(odd, facts)).toThrow("OTHER");
  });

  it("takes of an app that already runs its addresses and access alone", () => {
    const plan = planOf({ mode: "adopt", settings: {} });
    expect(plan).toMatchObject({
      template: null,
      images: [],
      settings: {},
      permissions: [],
      release: null,
    });
    expect(plan.access).toEqual([{ prefix: "/", access: "members", label: "Everything" }]);
  });

  it.each([
    ["an entry that is not there", { slug: "other" }, "slug"],
    ["a release that is not there", { version: "2.0.0" }, "version"],
    ["a value that is needed and missing", { settings: {} }, "settings.motto"],
    ["a value that is needed and empty", { settings: { motto: "" } }, "settings.motto"],
    [
      "a value that nobody asked for",
      { settings: { motto: "m", colour: "red" } },
      "settings.colour",
    ],
    ["a value of another type", { settings: { motto: 5 } }, "settings.motto"],
    ["a value with a line break", { settings: { motto: "a\nb" } }, "settings.motto"],
    [
      "a value for what is made on the host",
      { settings: { motto: "m", secret: "x" } },
      "settings.secret",
    ],
    ["settings for an app that already runs", { mode: "adopt" as const }, "settings.motto"],
  ])("refuses %s", (_what, changed, field) => {
    const { plan, problems } = build(changed);
    expect(plan).toBeNull();
    expect(problems?.map((one) => one.field)).toEqual([field]);
  });

  it("refuses to install without a template, and drafts and removed entries at all", () => {
    const as = (changed: FullEntry) => ({ ...source, findEntry: () => changed });
    const bare = { ...entry, compose: null };
    expect(buildInstallPlan(as(bare), choice).problems).toMatchObject([{ field: "mode" }]);
    for (const status of ["draft", "removed"] as const) {
      const gone = { ...entry, entry: { ...entry.entry, status } };
      expect(buildInstallPlan(as(gone), choice).problems).toMatchObject([{ field: "slug" }]);
    }
  });
});
