/** What XML 1.0 has no way to write, not even escaped, and half of a pair of surrogates. */
const illegal =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be dropped
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const named: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** A text as XML holds it; strangers have written it. */
export function xmlText(text: string): string {
  return text.replace(illegal, "").replace(/[&<>"']/g, (sign) => named[sign] ?? "");
}
