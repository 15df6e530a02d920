import { Resolver } from "node:dns/promises";

/** The texts at a name, none when there is no such record; or that nobody could say. */
export type TxtAnswer =
  | { readonly kind: "texts"; readonly values: readonly string[] }
  | { readonly kind: "trouble"; readonly code: string };

/** Asks DNS for the TXT records of a name; never rejects. */
export type TxtLookup = (name: string, signal?: AbortSignal) => Promise<TxtAnswer>;

export interface TxtLookupOptions {
  /** `address` or `address:port`; null for those of the system. */
  readonly servers: readonly string[] | null;
  /** For one question, with all its repetitions. */
  readonly deadlineMs?: number;
}

const defaultDeadlineMs = 5_000;
const tries = 2;

/** By which a server says that it knows, and that there is nothing. */
const nothingThere: ReadonlySet<string> = new Set(["ENODATA", "ENOTFOUND"]);

/** A resolver of its own for each question: it remembers no answer, and one that is given up ends no other. */
export function createTxtLookup(options: TxtLookupOptions): TxtLookup {
  const { servers, deadlineMs = defaultDeadlineMs } = options;
  return async function lookUpTxt(name, signal) {
    const resolver = new Resolver({ timeout: Math.floor(deadlineMs / (tries + 1)), tries });
    if (servers !== null) resolver.setServers([...servers]);
    const deadline = AbortSignal.timeout(deadlineMs);
    const end = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
    const giveUp = () => resolver.cancel();
    end.addEventListener("abort", giveUp, { once: true });
    try {
      if (end.aborted) return { kind: "trouble", code: "ECANCELLED" };
      const records = await resolver.resolveTxt(name);
      return { kind: "texts", values: records.map((chunks) => chunks.join("")) };
    } catch (error) {
      const code = codeOf(error);
      return nothingThere.has(code) ? { kind: "texts", values: [] } : { kind: "trouble", code };
    } finally {
      end.removeEventListener("abort", giveUp);
    }
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "UNKNOWN";
}
