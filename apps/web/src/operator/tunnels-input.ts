/** All that one page shows; both sides ask alike, or what the server read would be read again. */
export const tunnelsInput = { limit: 500 } as const;
