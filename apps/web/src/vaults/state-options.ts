import type { Option } from "../design/select.tsx";
import type { VaultFilter } from "./vault-query.ts";
import { stateWords } from "./vault-words.ts";

/** By which states a list of vaults can be narrowed. */
export const stateOptions: readonly Option<VaultFilter["state"]>[] = [
  { value: "all", label: "Any state" },
  { value: "canonical", label: stateWords.canonical.label },
  { value: "waiting", label: stateWords.waiting.label },
  { value: "unresolved", label: stateWords.unresolved.label },
  { value: "paused", label: stateWords.paused.label },
  { value: "released", label: stateWords.released.label },
  { value: "ahead", label: stateWords.ahead.label },
];
