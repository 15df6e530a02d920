import { expect, test } from "vitest";
import { readHostPath } from "./host-path.ts";

test.each([
  ["/hosts/h", { appName: null, prefix: "/hosts/h", target: "/" }],
  ["/hosts/h/", { appName: null, prefix: "/hosts/h", target: "/" }],
  ["/hosts/h/a/b?c=d", { appName: null, prefix: "/hosts/h", target: "/a/b?c=d" }],
  ["/hosts/h?c=d", { appName: null, prefix: "/hosts/h", target: "/?c=d" }],
  ["/hosts/h/~notes", { appName: "notes", prefix: "/hosts/h/~notes", target: "/" }],
  ["/hosts/h/~notes/a%2Fb", { appName: "notes", prefix: "/hosts/h/~notes", target: "/a%2Fb" }],
  ["/hosts/h/~notes?x", { appName: "notes", prefix: "/hosts/h/~notes", target: "/?x" }],
  ["/hosts/h/a/~notes", { appName: null, prefix: "/hosts/h", target: "/a/~notes" }],
  ["/hosts/h//x", { appName: null, prefix: "/hosts/h", target: "//x" }],
])("takes %s apart without decoding", (target, expected) => {
  expect(readHostPath(target)).toEqual({ hostId: "h", ...expected });
});

test.each(["/", "/hosts", "/hosts/", "/hosts/?x", "/host/h/", "/x/hosts/h/", "*"])(
  "leaves %s alone",
  (target) => {
    expect(readHostPath(target)).toBeNull();
  },
);
