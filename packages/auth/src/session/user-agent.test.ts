import { expect, test } from "vitest";
import { describeUserAgent, iconOfUserAgent } from "./user-agent.ts";

const iphone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
const androidPhone =
  "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36";
const androidTablet =
  "Mozilla/5.0 (Linux; Android 15; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const chromebook =
  "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";

test.for([
  [iphone, "Safari on iOS", "phone"],
  [androidPhone, "Chrome on Android", "phone"],
  [androidTablet, "Chrome on Android", "tablet"],
  [chromebook, "Chrome on ChromeOS", "notebook"],
  [firefox, "Firefox on Linux", "desktop"],
  ["curl/8.0", null, "unknown"],
  [null, null, "unknown"],
] as const)("%s is %s, shown as %s", ([userAgent, label, icon]) => {
  expect([describeUserAgent(userAgent), iconOfUserAgent(userAgent)]).toEqual([label, icon]);
});
