import { describe, expect, test } from "vitest";
import { decideLook } from "./decide-look.ts";
import { readCustomHostname, shownHostname } from "./hostname.ts";
import { judgeRecord, proofOf } from "./proof.ts";

const own = {
  appsUrl: new URL("https://apps.example.com"),
  webUrl: new URL("https://console.example.net"),
};

describe("a custom hostname", () => {
  test.each([
    ["Notes.Example.ORG", "notes.example.org", "notes.example.org"],
    [" notes.example.org. ", "notes.example.org", "notes.example.org"],
    ["München.example", "xn--mnchen-3ya.example", "münchen.example"],
    ["xn--mnchen-3ya.example", "xn--mnchen-3ya.example", "münchen.example"],
    ["例え.テスト", "xn--r8jz45g.xn--zckzah", "例え.テスト"],
    ["example.com", "example.com", "example.com"],
    ["notapps.example.com", "notapps.example.com", "notapps.example.com"],
  ])("%s is kept as %s and shown as %s", (typed, kept, shown) => {
    expect(readCustomHostname(typed, own)).toBe(kept);
    expect(shownHostname(kept)).toBe(shown);
  });

  test.each([
    ...[
      "",
      "localhost",
      "https://notes.example.org",
      "notes.example.org/",
      "notes.example.org:443",
    ],
    ...["1.2.3.4", "127.1", "0x7f.1", "[::1]", "notes.example.1", "a..example", ".example.org"],
    ...[
      "*.example.org",
      "no_tes.example.org",
      "-a.example.org",
      "a-.example.org",
      "a b.example.org",
    ],
    ...[
      "a%2eb.example",
      "user@example.org",
      "xn--zzzzzz99999.example",
      `${"a".repeat(64)}.example`,
    ],
    ...[
      `${"a.".repeat(121)}ab`,
      "notes.example.org?x",
      "notes.example.org#x",
      "notes\\.example.org",
    ],
  ])("%j is refused", (typed) => {
    expect(() => readCustomHostname(typed, own)).toThrow(
      expect.objectContaining({ code: "BAD_HOSTNAME" }),
    );
  });

  test.each(["apps.example.com", "notes.apps.example.com", "a.b.APPS.example.com"])(
    "%s belongs to Homeport, and the refusal says so",
    (typed) => {
      expect(() => readCustomHostname(typed, own)).toThrow(/given by Homeport itself/);
    },
  );

  test("the console's own is refused", () => {
    expect(() => readCustomHostname("console.example.net", own)).toThrow(/console answers/);
  });
});

describe("a record", () => {
  const proof = proofOf("notes.example.org", "t0ken");
  const texts = (...values: string[]) => ({ kind: "texts", values }) as const;

  test("stands below the hostname and holds the token", () => {
    expect(proof).toEqual({
      recordName: "_homeport.notes.example.org",
      recordValue: "homeport-verify=t0ken",
    });
  });

  test.each([
    ["found", texts("homeport-verify=t0ken")],
    ["found", texts("v=spf1 -all", "homeport-verify=other", "homeport-verify=t0ken")],
    ["missing", texts()],
    ["missing", texts("v=spf1 -all")],
    ["different", texts("homeport-verify=t0kenx")],
    ["different", texts("homeport-verify=T0KEN")],
    ["trouble", { kind: "trouble", code: "ESERVFAIL" } as const],
  ])("is %s in %j", (finding, answer) => {
    expect(judgeRecord(answer, proof)).toBe(finding);
  });
});

describe("a look", () => {
  const verified = { is_verified: true, missed: 0 };
  const waiting = { is_verified: false, missed: 0 };
  const once = { is_verified: true, missed: 1 };

  test("that finds the record begins the serving, or forgives a miss", () => {
    expect(decideLook(waiting, "found", "person").serving).toBe("begun");
    expect(decideLook(once, "found", "schedule")).toMatchObject({
      serving: "as-before",
      missed: 0,
    });
  });

  test("loses the record only at the second scheduled miss in a row", () => {
    const first = decideLook(verified, "missing", "schedule");
    expect(first).toMatchObject({ serving: "as-before", missed: 1 });
    expect(decideLook(once, "different", "schedule")).toMatchObject({ serving: "lost", missed: 0 });
  });

  test("that somebody asks for counts no miss, so pressing a button twice loses nothing", () => {
    expect(decideLook(once, "missing", "person")).toMatchObject({
      serving: "as-before",
      missed: 1,
    });
  });

  test("into broken DNS counts no miss, forgives none, and is repeated within the hour", () => {
    const look = decideLook(once, "trouble", "schedule");
    expect(look).toMatchObject({ serving: "as-before", missed: 1, nextLookMs: 3_600_000 });
  });

  test("never loses what was not verified", () => {
    const look = decideLook({ is_verified: false, missed: 9 }, "missing", "schedule");
    expect(look.serving).toBe("as-before");
  });
});
