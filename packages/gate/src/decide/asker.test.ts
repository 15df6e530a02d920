import { expect, test } from "vitest";
import { askerOf } from "./asker.ts";
import { isOriginAllowed } from "./origin.ts";

const navigate = ["Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"];

test.for([
  ["GET", navigate, false, "navigation"],
  ["HEAD", navigate, false, "navigation"],
  ["POST", navigate, false, "program"],
  ["GET", ["Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"], false, "frame"],
  [
    "GET",
    ["Sec-Fetch-Mode", "cors", "Sec-Fetch-Dest", "empty", "Accept", "text/html"],
    false,
    "program",
  ],
  ["GET", ["Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image"], false, "program"],
  ["GET", ["Accept", "text/html,*/*"], false, "navigation"],
  ["GET", ["Accept", "text/html"], true, "program"],
  ["GET", ["Accept", "application/json"], false, "program"],
  ["GET", [], false, "program"],
  ["PUT", ["Accept", "text/html"], false, "program"],
] as const)("%s with %j (upgrade %s) is a %s", ([method, headers, upgrade, asker]) => {
  expect(askerOf(method, headers, upgrade)).toBe(asker);
});

const own = "http://notes.localhost:8080";

function allowed(method: string, upgrade: boolean, rawHeaders: readonly string[]): boolean {
  const allowedOrigins = new Set(["https://friend.example"]);
  return isOriginAllowed({ method, upgrade, rawHeaders, appOrigin: own, allowedOrigins });
}

test.for([
  ["POST", false, ["Origin", own], true],
  ["POST", false, ["Origin", "https://friend.example"], true],
  ["POST", false, [], true],
  ["POST", false, ["Sec-Fetch-Site", "same-origin"], true],
  ["GET", false, ["Origin", "http://evil.localhost:8080"], true],
  ["GET", true, ["Origin", own], true],
  ["POST", false, ["Origin", "http://evil.localhost:8080"], false],
  ["POST", false, ["Origin", "http://notes.localhost"], false],
  ["POST", false, ["Origin", "https://notes.localhost:8080"], false],
  ["POST", false, ["Origin", "null"], false],
  ["POST", false, ["Origin", own, "Origin", own], false],
  ["DELETE", false, ["Sec-Fetch-Site", "same-site"], false],
  ["PUT", false, ["Sec-Fetch-Site", "cross-site"], false],
  ["GET", true, ["Origin", "http://evil.localhost:8080"], false],
  ["GET", true, ["Sec-Fetch-Site", "same-site"], false],
] as const)("%s (upgrade %s) with %j passes: %s", ([method, upgrade, headers, passes]) => {
  expect(allowed(method, upgrade, headers)).toBe(passes);
});
