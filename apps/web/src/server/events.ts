import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock, Log, Metrics } from "@homeport/platform";
import { loggedPath, type Route, routes } from "./route-of.ts";

export interface RequestEvents {
  /** Counts and logs one request when its answer has left, or its client has. */
  watch(request: IncomingMessage, response: ServerResponse, facts: RequestFacts): void;
  failed(error: unknown, facts: RequestFacts): void;
  /** An error while a page was rendered; `digest` is what its reader was shown. */
  pageFailed(error: unknown, facts: { requestId: string; routePath: string }): void;
}

export interface RequestFacts {
  route: Route;
  requestId: string;
}

const codes = ["2xx", "3xx", "4xx", "5xx", "aborted"] as const;

/** What is recorded of requests. A query is never: it may hold states, codes and return addresses; nor is a token. */
export function createRequestEvents(deps: {
  clock: Pick<Clock, "monotonicMs">;
  log: Log;
  metrics: Metrics;
}): RequestEvents {
  const { clock, log, metrics } = deps;
  const total = metrics.counter(
    "http_requests_total",
    "Requests answered, by route and class of status.",
    {
      app: ["web"],
      route: routes,
      code: codes,
    },
  );
  const seconds = metrics.histogram(
    "http_request_seconds",
    "From the request's head to the answer's end.",
    {
      app: ["web"],
      route: routes,
    },
  );
  return {
    watch(request, response, { route, requestId }) {
      const startedMs = clock.monotonicMs();
      const path = loggedPath(request.url ?? "");
      response.once("close", () => {
        const tookMs = clock.monotonicMs() - startedMs;
        const aborted = !response.writableFinished;
        total.inc({ app: "web", route, code: aborted ? "aborted" : classOf(response.statusCode) });
        seconds.observe(tookMs / 1_000, { app: "web", route });
        const generation = response.getHeader("x-catalog-generation");
        const fields = {
          requestId,
          route,
          method: request.method,
          path,
          status: response.statusCode,
          aborted,
          tookMs: Math.round(tookMs),
          ...(generation === undefined ? {} : { generation: Number(generation) }),
        };
        if (route === "asset") {
          log.debug(fields, "http.request");
        } else {
          log.info(fields, "http.request");
        }
      });
    },
    failed(error, { route, requestId }) {
      log.error({ err: error, route, requestId }, "http.failed");
    },
    pageFailed(error, { requestId, routePath }) {
      const digest = error instanceof Error ? Reflect.get(error, "digest") : undefined;
      log.error({ err: error, digest, routePath, requestId }, "page.failed");
    },
  };
}

function classOf(status: number): (typeof codes)[number] {
  if (status < 300) {
    return "2xx";
  }
  if (status < 400) {
    return "3xx";
  }
  return status < 500 ? "4xx" : "5xx";
}
