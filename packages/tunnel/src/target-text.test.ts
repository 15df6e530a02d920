import { describe, expect, it } from "vitest";
import { readTargetText, type TargetText, writeTargetText } from "./target-text.ts";

const plain: TargetText = { target: "tcp://[::1]:22", proxyProtocol: "off", tlsVerify: true };

describe("the target of an OPEN", () => {
  it.each([
    ["tcp://[::1]:22", plain],
    ["tcp://[::1]:22#proxy-v1", { ...plain, proxyProtocol: "v1" }],
    ["tcp://[::1]:22#proxy-v2", { ...plain, proxyProtocol: "v2" }],
    ["https://nas:443#tls-any", { ...plain, target: "https://nas:443", tlsVerify: false }],
    ["#proxy-v2,tls-any", { target: "", proxyProtocol: "v2", tlsVerify: false }],
  ] as const)("%s says what is asked of the connection, both ways", (text, asked) => {
    expect(writeTargetText(asked)).toBe(text);
    expect(readTargetText(text)).toEqual(asked);
  });

  it.each(["a#", "a#proxy-v3", "a#proxy-v1,", "a#tls-any,later", "a##tls-any"])(
    "%s asks for what nobody knows, and is not done by half",
    (text) => expect(readTargetText(text)).toBeNull(),
  );
});
