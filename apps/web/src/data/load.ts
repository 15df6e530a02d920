import "server-only";
import { notFound } from "next/navigation";
import { errorKind } from "./failure.ts";

/**
 * Waits for what a page is about. What does not exist, or may not be seen, is a 404 page; any other failure is
 * left to the browser, which asks again and shows its reason in place. The status is 404 where a layout waits
 * that no `loading.tsx` stands above: behind one the answer has begun already.
 */
export async function loadSubject<Data>(fetching: Promise<Data>): Promise<Data | undefined> {
  try {
    return await fetching;
  } catch (error) {
    if (errorKind(error) === "NOT_FOUND" || errorKind(error) === "BAD_REQUEST") {
      notFound();
    }
    return undefined;
  }
}
