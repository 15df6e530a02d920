import type { Random } from "@homeport/platform";
import { describe, expect, test } from "vitest";
import { HostsError } from "../errors.ts";
import { chooseMachineName, readMachineName } from "./name.ts";

const always: Random = { bytes: (count) => new Uint8Array(count), number: () => 0.5 };

function codeOf(act: () => unknown): string | null {
  try {
    act();
    return null;
  } catch (error) {
    return error instanceof HostsError ? error.code : "other";
  }
}

describe("the first name of a machine", () => {
  test("is the one asked for, before the code's and the system's", () => {
    const name = chooseMachineName({ asked: " attic ", ofCode: "nas", ofSystem: "debian" }, always);
    expect(name).toBe("attic");
  });

  test("is the code's when none was asked for, and the system's when the code has none", () => {
    expect(chooseMachineName({ ofCode: "nas", ofSystem: "debian" }, always)).toBe("nas");
    expect(chooseMachineName({ ofCode: null, ofSystem: "debian" }, always)).toBe("debian");
  });

  test.each(["", "   ", "localhost", "LOCALHOST", "0b9f1c52-6f0e-4f7a-9f8e-3a1f5b7c9d10"])(
    "is machine- and four letters when the system only says %j",
    (ofSystem) => {
      expect(chooseMachineName({ ofSystem }, always)).toMatch(/^machine-[a-z]{4}$/);
    },
  );

  test("is never an id, even when a person asked for one", () => {
    const id = "0b9f1c52-6f0e-4f7a-9f8e-3a1f5b7c9d10";
    expect(chooseMachineName({ asked: id, ofSystem: "debian" }, always)).toBe("debian");
  });

  test("is cut to fit when the system's is too long, and refused when a person's is", () => {
    const long = "x".repeat(64);
    expect(chooseMachineName({ ofSystem: long }, always)).toBe("x".repeat(63));
    expect(codeOf(() => chooseMachineName({ asked: long }, always))).toBe("MACHINE_NAME_INVALID");
  });
});

describe("a name that a person gives", () => {
  test("keeps what it says but for spaces around it", () => {
    expect(readMachineName("  Grandma's PC ☎ ")).toBe("Grandma's PC ☎");
  });

  test.each(["", " ", "a\u0000b", "a\nb", "x".repeat(64)])("is refused when it is %j", (name) => {
    expect(codeOf(() => readMachineName(name))).toBe("MACHINE_NAME_INVALID");
  });
});
