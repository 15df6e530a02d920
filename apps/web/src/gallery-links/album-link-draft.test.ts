import { expect, test } from "vitest";
import { type AlbumLinkDraft, passwordProblem, toLinkInput } from "./album-link-draft.ts";

const draft: AlbumLinkDraft = {
  ...{ label: "For Grace", albumId: "a1", life: "7d", download: "album", password: "" },
};

test("a link is sent with what was chosen, and nothing where nothing was", () => {
  expect(toLinkInput(draft)).toEqual({
    ...{ label: "For Grace", albumId: "a1", lifeMs: 604_800_000, download: null, password: null },
  });
  const other = toLinkInput({ ...draft, life: "never", download: "clean", password: "sesame" });
  expect(other).toMatchObject({ lifeMs: null, download: "clean", password: "sesame" });
});

test("a password is long enough, or none", () => {
  expect(passwordProblem(draft)).toBeUndefined();
  expect(passwordProblem({ ...draft, password: "abc" })).toMatch(/At least 4/);
});
