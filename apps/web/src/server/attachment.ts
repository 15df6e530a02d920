/**
 * A Content-Disposition that saves a file under a name, by RFC 6266: in plain signs for old readers, and whole for all
 * others. A name that people have given may hold anything.
 */
export function attachment(filename: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be dropped
  const name = filename.replace(/[\u0000-\u001f\u007f/\\]/g, "").trim() || "photo";
  const plain = name.replace(/[^\x20-\x7e]|["%]/g, "_");
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
