import { describe, expect, test } from "vitest";
import { followReport } from "./follow-report.ts";
import type { AppStatus, DesiredState } from "./transition.ts";

function follow(
  status: AppStatus,
  report: Parameters<typeof followReport>[1],
  desired: DesiredState = "running",
) {
  return followReport({ status, desired }, report);
}

describe("a report", () => {
  test.each([
    ["queued", "installing", "running", "installing"],
    ["installing", "installed", "running", "starting"],
    ["installing", "installed", "stopped", "stopped"],
    ["starting", "running", "running", "running"],
    ["running", "exited", "running", "failed"],
    ["running", "stopped", "running", "stopped"],
    ["stopping", "stopped", "stopped", "stopped"],
    ["stopping", "stopped", "running", "starting"],
    ["uninstalling", "removed", "uninstalled", "gone"],
    ["uninstalling", "missing", "uninstalled", "gone"],
    ["running", "missing", "running", "failed"],
  ] as const)(
    "of an app that was %s and is %s, with %s wanted, leads to %s",
    (status, report, desired, to) => {
      expect(follow(status, report, desired)).toEqual({ to, isIgnored: false });
    },
  );

  test.each([
    ["queued", "running", "running", "running"],
    ["queued", "installed", "stopped", "stopped"],
    ["queued", "stopped", "stopped", "stopped"],
    ["installing", "running", "running", "running"],
    ["failed", "removed", "uninstalled", "gone"],
  ] as const)(
    "stands for those that were lost before it: %s, %s, %s wanted",
    (status, report, desired, to) => {
      expect(follow(status, report, desired).to).toBe(to);
    },
  );

  test("that says what is known already changes nothing and is no surprise", () => {
    expect(follow("running", "running")).toEqual({ to: "running", isIgnored: false });
    expect(follow("stopped", "stopped", "stopped")).toEqual({ to: "stopped", isIgnored: false });
    expect(follow("stopping", "stopping", "stopped")).toEqual({ to: "stopping", isIgnored: false });
  });

  test("without meaning in the status that an app has is told apart", () => {
    expect(follow("stopped", "running", "stopped")).toEqual({ to: "stopped", isIgnored: true });
    expect(follow("running", "removed")).toEqual({ to: "running", isIgnored: true });
  });
});
