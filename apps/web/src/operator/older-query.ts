import { live } from "./live.tsx";

/** A page of a list of an operator's page: short enough to be read again with the page around it. */
export const olderInput = { limit: 20 } as const;

/** How such a list goes on, and that it is read again as often as the page around it. */
export const olderQuery = {
  ...live,
  getNextPageParam: ({ nextCursor }: { nextCursor: string | null }) => nextCursor ?? undefined,
};
