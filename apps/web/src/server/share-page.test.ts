import { expect, test } from "vitest";
import { renderSharePage } from "./share-page.ts";

test("a link's page runs no script, is in no index, and tells nothing of its album", () => {
  for (const page of [
    renderSharePage({ kind: "ended" }, "n"),
    renderSharePage({ kind: "password", problem: null }, "n"),
  ]) {
    expect(page).not.toContain("<script");
    expect(page).toContain('<meta name="robots" content="noindex">');
  }
});

test("a wrong password, and one try too many, are told beside the field", () => {
  expect(renderSharePage({ kind: "password", problem: "wrong" }, "n")).toMatch(
    /aria-describedby="why"[\s\S]*role="alert">That is not the password/,
  );
  expect(renderSharePage({ kind: "password", problem: "wait" }, "n")).toContain("Wait a minute");
});
