import "server-only";
import type { FetchQueryOptions, QueryClient, QueryKey } from "@tanstack/react-query";
import { notFound } from "next/navigation";
import { errorKind } from "./failure.ts";

/**
 * Fetches what a page is about. What does not exist, or may not be seen, is a 404 page; any other failure is
 * left to the browser, which asks again and shows its reason in place.
 */
export async function loadSubject<Data, Key extends QueryKey>(
  queryClient: QueryClient,
  options: FetchQueryOptions<Data, Error, Data, Key>,
): Promise<Data | undefined> {
  try {
    return await queryClient.fetchQuery(options);
  } catch (error) {
    if (errorKind(error) === "NOT_FOUND" || errorKind(error) === "BAD_REQUEST") {
      notFound();
    }
    return undefined;
  }
}
