export type Presence = "all" | "online" | "offline";

export interface HostFilter {
  presence: Presence;
  text: string;
}

export const everyHost: HostFilter = { presence: "all", text: "" };

/** How often presence is asked for while the page is visible. */
export const hostPollMs = 5_000;

/** A filter as the endpoint takes it; the same on the server and in the browser, so that both mean one answer. */
export function hostListInput(filter: HostFilter): { online?: boolean; text?: string } {
  const text = filter.text.trim();
  return {
    ...(filter.presence === "all" ? {} : { online: filter.presence === "online" }),
    ...(text === "" ? {} : { text }),
  };
}

export function nextHostCursor(page: { nextCursor: string | null }): string | undefined {
  return page.nextCursor ?? undefined;
}
