import type { MemberRow } from "./member-types.ts";

interface Pages {
  pages: { items: MemberRow[] }[];
}

/** The pages that a list has loaded, each row changed or, for null, left out. */
export function mapMembers(cached: unknown, change: (row: MemberRow) => MemberRow | null): unknown {
  if (!isPages(cached)) {
    return cached;
  }
  const pages = cached.pages.map((page) => ({
    ...page,
    items: page.items.map(change).filter((row) => row !== null),
  }));
  return { ...cached, pages };
}

function isPages(cached: unknown): cached is Pages {
  return (
    typeof cached === "object" && cached !== null && Array.isArray(Reflect.get(cached, "pages"))
  );
}
