import { expect, test } from "vitest";
import { csvCell, csvHead, csvLine } from "./csv.ts";
import type { AuditEntry } from "./entry.ts";

test.for([
  ["plain", '"plain"'],
  ['say "hi", twice', '"say ""hi"", twice"'],
  ["two\nlines", '"two\nlines"'],
  ["", '""'],
  ['=HYPERLINK("http://evil.example")', `"'=HYPERLINK(""http://evil.example"")"`],
  ["+1", `"'+1"`],
  ["-1", `"'-1"`],
  ["@SUM(A1)", `"'@SUM(A1)"`],
  ["\t=1", `"'\t=1"`],
  ["\r=1", `"'\r=1"`],
  ["\uff1d1", `"'\uff1d1"`],
  ["a=b", '"a=b"'],
] as const)("the cell of %j is %j", ([text, cell]) => expect(csvCell(text)).toBe(cell));

test("a line has a cell for every column of the head, and ends as RFC 4180 says", () => {
  const entry: AuditEntry = {
    entryId: "e",
    at: new Date(0),
    actor: { kind: "user", id: "u", name: "=cmd", email: null },
    action: "member.role",
    target: { kind: "user", id: "v", name: null },
    outcome: "success",
    errorCode: null,
    detail: { before: "member" },
    address: null,
    requestId: "r",
  };
  const line = csvLine(entry);
  expect(line).toBe(
    `"1970-01-01T00:00:00.000Z","user","u","'=cmd","","member.role","user","v","","success","","","r","{""before"":""member""}"\r\n`,
  );
  expect(line.split('","')).toHaveLength(csvHead.split('","').length);
});
