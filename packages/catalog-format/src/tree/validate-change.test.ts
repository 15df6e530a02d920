import { describe, expect, it } from "vitest";
import { goodApp, goodIcon } from "../testing/good-tree.ts";
import { goodTree, type TestTree, toTreeInput } from "../testing/index.ts";
import { type CatalogState, createCatalogState } from "./catalog-state.ts";
import { openValidation } from "./open-validation.ts";
import { validateChange, validateTree } from "./validate-tree.ts";

const redirect = (to: string) => `to = "${to}"\nmovedAt = 2026-01-01\n`;

function acceptTree(tree: TestTree): CatalogState {
  const { items, read } = toTreeInput(tree);
  return validateTree(items, { read }).accept();
}

/** Judges a change on top of the good tree. */
function change(
  files: Record<string, string>,
  removed: string[] = [],
  state = acceptTree(goodTree()),
) {
  const { items, read } = toTreeInput(new Map(Object.entries(files)));
  return { state, verdict: validateChange(state, { items, removed }, { read }) };
}

const entryFiles = (app: string) => ({
  "apps/no/notes/app.toml": app,
  "apps/no/notes/assets/icon.svg": goodIcon,
});
const draft = goodApp.replace('status = "active"', 'status = "draft"');
const told = ({ problems }: ReturnType<typeof change>["verdict"]) =>
  problems.map(({ path, rule }) => `${path} ${rule}`);

describe("a change on top of an accepted state", () => {
  it("is taken when it and what refers to it are right", () => {
    const { verdict } = change({ "categories/more.toml": 'name = "More"\norder = 1\n' });
    expect(verdict).toMatchObject({ problems: [], isAcceptable: true });
  });

  it("refuses another id for a slug", () => {
    const { verdict } = change(entryFiles(draft.replace("0f1e2d3c", "1f1e2d3c")));
    expect(told(verdict)).toEqual(["apps/no/notes/app.toml record/id-changed"]);
  });

  it("tells an untouched entry that its category is gone", () => {
    const { verdict } = change({}, ["category writing"]);
    expect(told(verdict)).toEqual(["apps/no/notes/app.toml ref/category"]);
  });

  it("tells an untouched redirect that its entry is gone", () => {
    const { verdict } = change({}, ["entry notes"]);
    expect(told(verdict)).toEqual(["slug-history/old-notes.toml redirect/dangling"]);
  });

  it("tells every untouched redirect of a chain whose end is gone", () => {
    const tree = goodTree().set("slug-history/older.toml", redirect("old-notes"));
    const { verdict } = change({}, ["entry notes"], acceptTree(tree));
    expect(told(verdict)).toEqual([
      "slug-history/old-notes.toml redirect/dangling",
      "slug-history/older.toml redirect/dangling",
    ]);
  });

  it("tells both entries when a new one has the id of an untouched one", () => {
    const { verdict } = change({
      "apps/tw/twins/app.toml": draft.replace('slug = "notes"', 'slug = "twins"'),
      "apps/tw/twins/assets/icon.svg": goodIcon,
    });
    expect(told(verdict)).toEqual([
      "apps/no/notes/app.toml record/duplicate-id",
      "apps/tw/twins/app.toml record/duplicate-id",
    ]);
  });

  it("lets an id move to another slug in one change", () => {
    const { verdict, state } = change(
      {
        "apps/tw/twins/app.toml": draft.replace('slug = "notes"', 'slug = "twins"'),
        "apps/tw/twins/assets/icon.svg": goodIcon,
        "slug-history/notes.toml": redirect("twins"),
      },
      ["entry notes"],
    );
    expect(told(verdict)).toEqual([]);
    expect(verdict.accept()).toBe(state);
    expect(state.get("entry notes")).toBeNull();
    expect(state.whoIs("slug twins")).toEqual(["entry twins"]);
  });

  it("leaves the accepted state alone until it is taken over", () => {
    const { verdict, state } = change({}, ["entry notes", "redirect old-notes"]);
    expect(state.get("entry notes")).not.toBeNull();
    verdict.accept();
    expect(state.get("entry notes")).toBeNull();
  });

  it("counts what was there when a folder becomes too wide", () => {
    const tree = goodTree();
    for (let at = 0; at < 1_999; at += 1)
      tree.set(`categories/more-${at}.toml`, 'name = "M"\norder = 1\n');
    const state = acceptTree(tree);
    const more = { "categories/last.toml": 'name = "L"\norder = 1\n' };
    expect(told(change(more, [], state).verdict)).toEqual(["categories tree/width"]);
    expect(told(change(more, ["category more-7"], state).verdict)).toEqual([]);
  });

  it("finds the twin of a path that was there", () => {
    const { verdict } = change({ "apps/no/NOTES/app.toml": draft });
    expect(told(verdict)).toContain("apps/no/NOTES/app.toml tree/case-collision");
  });

  it("does not read a tree with more records than may be", () => {
    const facts = Array.from({ length: 200_000 }, (_, at) => ({
      ...{ kind: "maintainer" as const, key: `m-${at}`, id: null, names: [], refersTo: [] },
    }));
    const { items } = toTreeInput(goodTree());
    const validation = openValidation(createCatalogState(facts), { items, removed: [] });
    expect(validation.isHopeless).toBe(true);
    expect(told(validation.finish())).toContain("apps tree/too-many");
  });

  it("asks for nothing but the records that changed", () => {
    const asked: string[] = [];
    const { items, read } = toTreeInput(
      new Map([["catalog.toml", 'schema = 1\nid = "ex"\nname = "X"\n']]),
    );
    const reading = (path: string) => {
      asked.push(path);
      return read(path);
    };
    const state = acceptTree(goodTree());
    expect(validateChange(state, { items, removed: [] }, { read: reading }).isAcceptable).toBe(
      true,
    );
    expect(asked).toEqual(["catalog.toml"]);
  });

  it("takes a picture that was looked at before by what was found then", () => {
    const { items, read } = toTreeInput(goodTree());
    const records: unknown[] = [];
    const facts = { sha256: "ab", mediaType: "image/svg+xml", width: 8, height: 8 };
    const { isAcceptable } = validateTree(items, {
      read: (path) => (path.endsWith(".svg") ? facts : read(path)),
      onRecord: (record) => records.push(record),
    });
    expect(isAcceptable).toBe(true);
    expect(records).toContainEqual(
      expect.objectContaining({
        value: expect.objectContaining({ assets: [expect.objectContaining(facts)] }),
      }),
    );
  });
});
