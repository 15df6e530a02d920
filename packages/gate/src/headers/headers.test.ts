import { expect, test } from "vitest";
import { encodeHeaderValue } from "./encode-value.ts";
import { filterAnswer, mayAppSet } from "./filter-answer.ts";
import { cookieValues, withoutHomeportCookies } from "./request-cookies.ts";
import { stripRequestHeaders } from "./strip-request-headers.ts";

const none = new Set<string>();

test.for([
  "X-Homeport-User",
  "x-homeport-user",
  "X_Homeport_User",
  "X.Homeport.User",
  "x_homeport-anything-new",
  "X-HOMEPORT-",
  "Remote-User",
  "REMOTE_USER",
  "Remote-Groups",
  "X-Forwarded-User",
  "X_Forwarded_Email",
  "X-Auth-Request-User",
  "X.Auth.Request.Email",
  "X-WEBAUTH-USER",
])("a visitor cannot send %s", (name) => {
  const { rawHeaders, spoofed } = stripRequestHeaders(["Accept", "*/*", name, "root"], none);
  expect(rawHeaders).toEqual(["Accept", "*/*"]);
  expect(spoofed).toBe(1);
});

test("a visitor cannot send a header that a rule of the app sets, in any spelling", () => {
  const sent = ["X-Team", "a", "x_team", "b", "X-TEAM", "c", "X-Teams", "d"];
  expect(stripRequestHeaders(sent, new Set(["x-team"])).rawHeaders).toEqual(["X-Teams", "d"]);
});

test("every other header keeps its order, case and duplicates", () => {
  const sent = ["hOsT", "a", "X-Two", "1", "Accept", "*/*", "x-two", "2", "X-Forwarded-For", "9"];
  expect(stripRequestHeaders(sent, none)).toEqual({ rawHeaders: sent, spoofed: 0 });
});

test.for([
  ["a=1; homeport_app=x; b=2", "a=1; b=2"],
  ["homeport_app=x; a=1", "a=1"],
  ["a=1; homeport_app=x", "a=1"],
  ["a=1;homeport_app=x;b=2", "a=1;b=2"],
  ["__Host-homeport=x; a=1", "a=1"],
  ["__Secure-homeport.session_token=x", null],
  ["homeport=x", null],
  ["homeport_pre=x; homeport_app=y", null],
  [" a = 1 ;  b=2", " a = 1 ;  b=2"],
  ["a=homeport; b=2", "a=homeport; b=2"],
  ["xhomeport=1", "xhomeport=1"],
  ['a="x; y"; homeport_app=z', 'a="x; y"'],
  ["homeport", null],
  ["; ; homeport_app=z; c=3", "; ; c=3"],
] as const)("the cookies %j reach the app as %j", ([sent, kept]) => {
  expect(withoutHomeportCookies(sent)).toBe(kept);
});

test("every cookie of a name is found, over several fields", () => {
  const sent = ["Cookie", "homeport_app=a; x=1; homeport_app=b", "cookie", "homeport_app=c"];
  expect(cookieValues(sent, "homeport_app")).toEqual(["a", "b", "c"]);
});

test.for([
  "homeport_app=x",
  "__Host-homeport=x; Path=/; Secure",
  "__secure-homeport_pre=x",
  "homeport.session_token=x",
  "=homeport_app=x",
  " = homeport_app=x",
  "homeport_app",
  "sid=1; Domain=localhost",
  "sid=1; domain=.localhost",
  "sid=1; DOMAIN = LOCALHOST.",
  "sid=1; Path=/; Domain=notes.localhost; Domain=localhost",
])("an app cannot set the cookie %s", (value) => {
  expect(mayAppSet(value, "localhost")).toBe(false);
});

test("a cookie for a parent of the apps host is dropped too", () => {
  expect(mayAppSet("a=1; Domain=example.org", "apps.example.org")).toBe(false);
  expect(mayAppSet("a=1; Domain=org", "apps.example.org")).toBe(false);
});

test.for([
  "sid=1; Path=/",
  "sid=1; Domain=notes.apps.example.org",
  "my_homeport=1",
  "a=1; Domain=",
])("an app sets its own cookie %s", (value) => {
  expect(mayAppSet(value, "apps.example.org")).toBe(true);
});

test("of an answer only what is not the app's to say goes", () => {
  const answer = ["Set-Cookie", "a=1", "X-Homeport-User", "root", "set-cookie", "homeport_app=x"];
  expect(filterAnswer([...answer, "Set-Cookie", "b=2"], "localhost")).toEqual({
    rawHeaders: ["Set-Cookie", "a=1", "Set-Cookie", "b=2"],
    droppedCookies: 1,
  });
});

test("header values survive as percent-encoded UTF-8", () => {
  expect(encodeHeaderValue("Ada Lovelace")).toBe("Ada Lovelace");
  expect(encodeHeaderValue("Åsa 100%\r\nX: y")).toBe("%C3%85sa 100%25%0D%0AX: y");
  expect(decodeURIComponent(encodeHeaderValue("日本 %41"))).toBe("日本 %41");
});
