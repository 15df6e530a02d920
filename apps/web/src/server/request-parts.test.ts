import { describe, expect, test } from "vitest";
import { mergeCookies } from "./merge-cookies.ts";
import { loggedPath, refusalOf, routeOf } from "./route-of.ts";
import { contentSecurityPolicy } from "./security-headers.ts";

describe("who answers a request", () => {
  test.each([
    ["/api/auth/sign-in/email", "auth"],
    ["/api/trpc/hosts.list?batch=1", "trpc"],
    ["/api/keys/operator/verify", "keys"],
    ["/api/keysx", "page"],
    ["/g/home/rss.xml", "feed"],
    ["/g/home/a/sea/feed.json?x", "feed"],
    ["/g/home/a/rss.xml", "page"],
    ["/g/home/i/rss.xml/x", "page"],
    ["/s/token", "share"],
    ["/map/countries.json", "map"],
    ["/api/v1/images/1/original", "original"],
    ["/gate/start?s=x", "gate-start"],
    ["/api/v1/audit.csv?action=x", "audit-file"],
    ["/api/v1/operator/audit.csv", "vault-audit-file"],
    ["/api/v1/uploads", "uploads"],
    ["/api/v1/uploads/018f", "uploads"],
    ["/api/v1/uploadsx", "page"],
    ["/api/v1/preprocess/tick?x", "tick"],
    ["/api/v1/vaults", "vaults"],
    ["/api/v1/vaults/018f/deltas?limit=5", "vaults"],
    ["/api/v1/vaultsx", "page"],
    ["/media/018f/key/recipe/320.webp", "media"],
    ["/g/home", "page"],
    ["/_next/static/chunks/a.js", "asset"],
    ["/icon.svg?v=1", "asset"],
    ["/healthz", "ops"],
    ["/readyz", "ops"],
    ["/metrics", "ops"],
    ["/", "page"],
    ["/api/authx", "page"],
    ["/gate/start/x", "page"],
    ["//api/auth/sign-out", "page"],
    ["/healthz/", "page"],
  ])("%s is answered by %s", (target, route) => expect(routeOf(target)).toBe(route));
});

test.each([
  ["GET", "/sign-in", null],
  ["GET", "//x", null],
  ["TRACE", "/sign-in", "METHOD_NOT_ALLOWED"],
  ["GET", "http://evil.example/sign-in", "INPUT_INVALID"],
  ["OPTIONS", "*", "INPUT_INVALID"],
])("%s %s is refused with %s", (method, target, code) =>
  expect(refusalOf(method, target)).toBe(code),
);

test.each([
  ["/hosts?text=secret", "/hosts"],
  ["/join/AAAABBBBCCCC", "/join/…"],
  ["/media/018f/secret-key/recipe/320.webp", "/media/018f/…"],
  ["/join/AAAABBBBCCCC/x?y", "/join/…"],
  ["/join", "/join"],
  ["/s/AAAABBBBCCCC", "/s/…"],
  ["/download/0195/KEY?mode=clean", "/download/0195/…"],
])("%s is logged as %s", (target, path) => expect(loggedPath(target)).toBe(path));

describe("a page with a map", () => {
  const page = { nonce: "n", https: true, developing: false };

  test("may draw in a worker, and fetch from its style's own place alone", () => {
    const policy = contentSecurityPolicy({ ...page, map: { styleOrigin: "https://tiles.test" } });
    expect(policy).toContain("connect-src 'self' https://tiles.test;");
    expect(policy).toContain("img-src 'self' data: blob: https://tiles.test;");
    expect(policy).toContain("worker-src 'self';");
  });

  test("of no style of its own asks nobody else, as every other page", () => {
    const policies = [undefined, { styleOrigin: null }].map((map) =>
      contentSecurityPolicy({ ...page, map }),
    );
    for (const policy of policies) expect(policy).not.toMatch(/https?:\/\//);
    expect(policies[0]).not.toContain("worker-src");
  });
});

describe("the cookies that a page's own reads see", () => {
  test("renewed ones replace, emptied ones go, others stay", () => {
    expect(
      mergeCookies("a=1; homeport.session_data=old; b=2", [
        "homeport.session_data=; Max-Age=0; Path=/",
        "homeport.session_data=new; Path=/; HttpOnly",
        "a=; Max-Age=0",
      ]),
    ).toBe("b=2; homeport.session_data=new");
  });

  test("a value keeps its own equals signs", () => {
    expect(mergeCookies("t=a.b=; x", [])).toBe("t=a.b=");
  });
});

describe("the content security policy", () => {
  const nonce = "bm9uY2U=";

  test("names no other origin, and lets only scripts with the nonce run", () => {
    const policy = contentSecurityPolicy({ nonce, https: true, developing: false });
    expect(policy).toContain(`script-src 'self' 'nonce-${nonce}' 'strict-dynamic';`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/https?:\/\/|unsafe-eval|\*/);
  });

  test("code is evaluated only where pages are served from sources", () => {
    expect(contentSecurityPolicy({ nonce, https: false, developing: true })).toContain(
      "'unsafe-eval'",
    );
  });
});
