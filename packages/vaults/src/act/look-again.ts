import { DbError } from "@homeport/db";

/**
 * Does `act`, which the store does once however often it is asked, and `again` where the connection was lost in the commit,
 * so that nobody can say whether it was done. Throws what they throw, and STORE_DOWN, which may be sent again, where not
 * even the second look can say.
 */
export async function orLookAgain<T>(act: () => Promise<T>, again: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isUnknown(error)) throw error;
  }
  try {
    return await again();
  } catch (error) {
    throw isUnknown(error) ? new DbError("STORE_DOWN", { cause: error }) : error;
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof DbError && error.code === "OUTCOME_UNKNOWN";
}
