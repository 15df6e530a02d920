import { PlatformError } from "../errors/platform-errors.ts";

const defaultLimit = 50;
const maxLimit = 500;

/** The page size asked for, 50 when none was; throws LIMIT_INVALID outside 1 to 500. */
export function pageLimit(asked: number | undefined): number {
  if (asked === undefined) return defaultLimit;
  if (!Number.isInteger(asked) || asked < 1 || asked > maxLimit) {
    throw new PlatformError("LIMIT_INVALID");
  }
  return asked;
}
