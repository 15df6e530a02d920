import {
  awaitGeneration,
  type CatalogDeps,
  CatalogError,
  pinCatalog,
  takeServed,
} from "@homeport/catalog";
import {
  type HomeportError,
  PlatformError,
  retryAfterSeconds,
  toHomeportError,
} from "@homeport/platform";
import { type CatalogBody, readCatalogCall } from "./acts.ts";
import { etagOf, hasAnswer } from "./etag.ts";
import { matchCatalogRoute } from "./routes.ts";

export interface CatalogHttpDeps {
  readonly catalog: CatalogDeps;
  /** Of this program: another one may answer the same question in other words. */
  readonly buildId: string;
}

export interface CatalogQuestion {
  readonly method: string;
  readonly path: string;
  readonly params: URLSearchParams;
  readonly headers: Headers;
}

export interface CatalogAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What went wrong on this side, for whoever writes it down. */
  readonly failure?: unknown;
}

/** Answers one question to `/api/v1/catalog`. Never rejects. */
export type CatalogHandler = (question: CatalogQuestion) => Promise<CatalogAnswer>;

/** For all caches between: five seconds, and a minute longer while they ask for what is new. */
const shared = "public, max-age=0, s-maxage=5, stale-while-revalidate=60";
const minimumHeader = "x-catalog-min-generation";
const minimumForm = /^\d{1,15}$/;

/**
 * The catalog for programs. A request is answered from one generation to its end, which `X-Catalog-Generation` names; two replicas that
 * serve the same one give the same bytes.
 */
export function createCatalogHandler({ catalog, buildId }: CatalogHttpDeps): CatalogHandler {
  async function answer({
    method,
    path,
    params,
    headers,
  }: CatalogQuestion): Promise<CatalogAnswer> {
    const route = matchCatalogRoute(path);
    if (route === null) throw new PlatformError("NOT_FOUND");
    if (method !== "GET" && method !== "HEAD") throw new PlatformError("METHOD_NOT_ALLOWED");
    const call = readCatalogCall(route.name, route.slug, params);
    const isStale = !(await reach(headers.get(minimumHeader)));
    const pinned = pinCatalog(catalog);
    const { lineage, generation } = (await takeServed(pinned)).snapshot;
    const facts = { lineage, generation, buildId, route: path, query: call.query };
    const etag = etagOf(facts);
    const common = {
      ...{ "X-Catalog-Generation": String(generation), Vary: "X-Catalog-Min-Generation" },
      ...(isStale ? { "X-Catalog-Stale": "true" } : {}),
      "Cache-Control": isStale ? "no-store" : shared,
    };
    const tagged = { ...common, ETag: etag };
    if (hasAnswer(headers.get("if-none-match"), etag)) {
      return { status: 304, headers: tagged, body: "" };
    }
    try {
      return toAnswer(await call.answer(pinned), common, tagged);
    } catch (error) {
      return refusal(error, { "X-Catalog-Generation": String(generation) });
    }
  }

  /** Waits a moment for who knows of a newer generation; false when it has not come here by then. */
  async function reach(minimum: string | null): Promise<boolean> {
    if (minimum === null) return true;
    if (!minimumForm.test(minimum)) throw new CatalogError("CATALOG_QUERY_INVALID");
    return awaitGeneration(catalog, Number(minimum));
  }

  return (question) => answer(question).catch((error: unknown) => refusal(error, {}));
}

function toAnswer(
  body: CatalogBody,
  common: CatalogAnswer["headers"],
  tagged: CatalogAnswer["headers"],
): CatalogAnswer {
  switch (body.is) {
    case "json":
      return {
        status: 200,
        headers: { ...tagged, "Content-Type": "application/json" },
        body: JSON.stringify(body.value),
      };
    case "yaml":
      return {
        status: 200,
        headers: { ...tagged, "Content-Type": "text/yaml; charset=utf-8" },
        body: body.text,
      };
    case "moved":
      return { status: 307, headers: { ...common, Location: body.location }, body: "" };
  }
}

/** The shape of all of the catalog's refusals; the request is named in a header alone. */
function refusal(error: unknown, headers: CatalogAnswer["headers"]): CatalogAnswer {
  const known = toHomeportError(error);
  const wait = retryAfterSeconds(known);
  return {
    status: known.status,
    headers: {
      ...headers,
      "Cache-Control": "no-store",
      "Content-Type": "application/json",
      ...(wait === null ? {} : { "Retry-After": String(wait) }),
      ...(known.status === 405 ? { Allow: "GET, HEAD" } : {}),
    },
    body: JSON.stringify({ error: describe(known) }),
    ...(known.status >= 500 ? { failure: error } : {}),
  };
}

function describe({ code, publicMessage, facts }: HomeportError): object {
  return { code, message: publicMessage, ...facts };
}
