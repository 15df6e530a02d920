export { isProven } from "../src/reload/judge-credential.ts";
export { type CorpusChange, corpusEntry, corpusSlug, corpusWord } from "./corpus.ts";
export { type CorpusRepository, openCorpusRepository } from "./corpus-repository.ts";
export { type Mirror, openMirror, versionsOf } from "./mirror.ts";
