const pageSize = 24;

/** Read alike by the server, which asks first, and by the browser, which goes on. */
export const homeInput = (slug: string) => ({ slug, limit: pageSize });

export const albumInput = (slug: string, album: string) => ({ slug, album, limit: pageSize });

export const nextPhotoCursor = (page: { readonly nextCursor: string | null }) =>
  page.nextCursor ?? undefined;
