/** A statement under way; `values()`, called at once, asks for rows as arrays. */
export type PendingRows = Promise<readonly unknown[]> & {
  values(): Promise<readonly unknown[]>;
};

/** The driver's own shape of a statement: it is sent a moment after it is made. */
export function pendingRows(send: (asValues: boolean) => Promise<readonly unknown[]>): PendingRows {
  let asValues = false;
  const rows = Promise.resolve().then(() => send(asValues));
  return Object.assign(rows, {
    values() {
      asValues = true;
      return rows;
    },
  });
}
