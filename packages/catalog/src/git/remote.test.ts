import { describe, expect, it } from "vitest";
import { branchSchema, remoteSchema } from "./remote.ts";

describe("the address of a data repository", () => {
  it.each([
    ["https://git.example/apps/catalog.git", "git.example/apps/catalog.git", "https"],
    ["ssh://git@git.example/apps/catalog.git", "git.example/apps/catalog.git", "ssh"],
    ["file:///srv/catalog.git", "/srv/catalog.git", "file"],
  ])("takes %s and shows it as %s", (url, label, protocol) => {
    expect(remoteSchema.parse(url)).toEqual({ url, label, protocol });
  });

  it.each([
    "http://git.example/catalog.git",
    "ext::sh -c id",
    "/srv/catalog.git",
    "git@git.example:catalog.git",
    "https://me:word@git.example/catalog.git",
    "https://token@git.example/catalog.git",
    "https://git.example/catalog.git?token=word",
  ])("refuses %s", (url) => {
    expect(remoteSchema.safeParse(url).success).toBe(false);
  });

  it.each(["--upload-pack=id", "a..b", "", "a b", "x.lock", "main/"])(
    "takes no branch %o",
    (name) => {
      expect(branchSchema.safeParse(name).success).toBe(false);
    },
  );
});
