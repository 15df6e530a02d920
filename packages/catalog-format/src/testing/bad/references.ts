import { goodApp, goodIcon } from "../good-tree.ts";
import { app, type BadTree, withFiles } from "./bad-tree.ts";

const redirect = (to: string) => `to = "${to}"\nmovedAt = 2026-01-01\n`;
const twin = goodApp
  .replace('slug = "notes"', 'slug = "twins"')
  .replace('status = "active"', 'status = "draft"');

/** What is wrong between records. */
export const badReferences: readonly BadTree[] = [
  {
    name: "no store record",
    tree: withFiles({ "catalog.toml": null }),
    path: "catalog.toml",
    rule: "store/missing",
  },
  { name: "nothing at all", tree: new Map(), path: "catalog.toml", rule: "store/missing" },
  {
    name: "a category that is gone",
    tree: withFiles({ "categories/writing.toml": null }),
    path: app,
    rule: "ref/category",
  },
  {
    name: "a maintainer who is gone",
    tree: withFiles({ "maintainers/ada.toml": null }),
    path: app,
    rule: "ref/maintainer",
  },
  {
    name: "two entries of one id",
    tree: withFiles({ "apps/tw/twins/app.toml": twin, "apps/tw/twins/assets/icon.svg": goodIcon }),
    path: "apps/tw/twins/app.toml",
    rule: "record/duplicate-id",
  },
  {
    name: "two entries of one id in other letters",
    tree: withFiles({
      "apps/tw/twins/app.toml": twin.replace("0f1e2d3c", "0F1E2D3C"),
      "apps/tw/twins/assets/icon.svg": goodIcon,
    }),
    path: app,
    rule: "record/duplicate-id",
  },
  {
    name: "a redirect to itself",
    tree: withFiles({ "slug-history/circle.toml": redirect("circle") }),
    path: "slug-history/circle.toml",
    rule: "redirect/loop",
  },
  ...["aa", "bb", "cc"].map((slug) => ({
    name: `redirects in a circle, at ${slug}`,
    tree: withFiles({
      "slug-history/aa.toml": redirect("bb"),
      "slug-history/bb.toml": redirect("cc"),
      "slug-history/cc.toml": redirect("aa"),
    }),
    path: `slug-history/${slug}.toml`,
    rule: "redirect/loop" as const,
  })),
  {
    name: "a redirect to nowhere",
    tree: withFiles({ "slug-history/lost.toml": redirect("nowhere") }),
    path: "slug-history/lost.toml",
    rule: "redirect/dangling",
  },
  {
    name: "a redirect by way of one to nowhere",
    tree: withFiles({
      "slug-history/first.toml": redirect("lost"),
      "slug-history/lost.toml": redirect("nowhere"),
    }),
    path: "slug-history/first.toml",
    rule: "redirect/dangling",
  },
  {
    name: "a redirect in the place of an entry",
    tree: withFiles({ "slug-history/notes.toml": redirect("notes") }),
    path: "slug-history/notes.toml",
    rule: "redirect/shadows-entry",
  },
];
