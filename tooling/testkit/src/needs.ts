import { findOnPath } from "@homeport/services";

/**
 * Options for a test that only runs where a program is installed: `test("…", needs("nginx"), …)`.
 * Where it is not, the test is skipped, and the run lists it with this reason.
 */
export function needs(tool: string): { skip: boolean; meta: { needs: string } } {
  return { skip: findOnPath(tool) === null, meta: { needs: tool } };
}

declare module "vitest" {
  interface TaskMeta {
    needs?: string;
  }
}
