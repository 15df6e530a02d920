/** Read alike by the server, which asks first, and by the browser, which goes on. */
export const nextMemberCursor = (page: { readonly nextCursor: string | null }) =>
  page.nextCursor ?? undefined;
