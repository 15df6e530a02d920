export interface AppFilter {
  hostId?: string | undefined;
  text?: string | undefined;
}

/** How often the state of apps is asked for while the page is visible. */
export const appPollMs = 5_000;

/** A filter as the endpoint takes it; the same on the server and in the browser, so that both mean one answer. */
export function appListInput({ hostId, text }: AppFilter): { hostId?: string; text?: string } {
  const wanted = text?.trim() ?? "";
  return {
    ...(hostId === undefined ? {} : { hostId }),
    ...(wanted === "" ? {} : { text: wanted }),
  };
}

export function nextAppCursor(page: { nextCursor: string | null }): string | undefined {
  return page.nextCursor ?? undefined;
}
