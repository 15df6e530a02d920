/**
 * `make`, with its answers for the first `maxKeys` short texts remembered. For texts that are few and come again and
 * again, such as the names of header fields; what is beyond the bound is made each time.
 */
export function remember<T>(
  make: (text: string) => T,
  bounds: { readonly maxKeys: number; readonly maxChars: number } = {
    maxKeys: 1_000,
    maxChars: 64,
  },
): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = make(text);
    if (known.size < bounds.maxKeys && text.length <= bounds.maxChars) known.set(text, made);
    return made;
  };
}
