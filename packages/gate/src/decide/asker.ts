import { headerValues, type RawHeaders } from "../read-request/raw-headers.ts";

/**
 * Who waits for the answer: a person whose browser navigates, a frame inside another page, or a program.
 * Only a navigation is ever redirected.
 */
export type Asker = "navigation" | "frame" | "program";

/** Tells the asker from method and headers. Pure. */
export function askerOf(method: string, rawHeaders: RawHeaders, upgrade: boolean): Asker {
  if ((method !== "GET" && method !== "HEAD") || upgrade) return "program";
  const mode = headerValues(rawHeaders, "sec-fetch-mode")[0];
  const destination = headerValues(rawHeaders, "sec-fetch-dest")[0];
  if (destination === "iframe" || destination === "frame") return "frame";
  if (mode !== undefined || destination !== undefined) {
    return mode === "navigate" && destination === "document" ? "navigation" : "program";
  }
  const accepts = headerValues(rawHeaders, "accept").some((value) => value.includes("text/html"));
  return accepts ? "navigation" : "program";
}
