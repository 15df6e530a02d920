import type { PageWatch } from "./watch.ts";

/** One plain page for people: what happened, why, and what to do next. */
export interface Page {
  readonly status: number;
  readonly title: string;
  readonly sentence: string;
  readonly nextStep?: string;
  /** The stable code that documents and logs use. */
  readonly code: string;
  readonly requestId: string;
  readonly action?: PageAction;
  /** After this many seconds the browser opens the same address again; scripts are not needed. */
  readonly reloadAfterS?: number;
  /** The app's own, in place of Homeport's mark: a picture as a data URL, or a character or two. */
  readonly icon?: string;
  /** A page that changes with what it tells of, and gives way by itself. Its sentence is read out as it changes. */
  readonly watch?: PageWatch;
  /** A second way to go on, beside the action. */
  readonly more?: { readonly label: string; readonly href: string };
  /** Smaller facts under the sentence, such as when a host was last seen. */
  readonly facts?: readonly { readonly label: string; readonly value: string }[];
}

export interface PageAction {
  readonly label: string;
  readonly href: string;
  /** A POST is a form with one button; a GET is a link. */
  readonly method?: "get" | "post";
  readonly newTab?: boolean;
  /** A script of the page presses the button at once; without one a person does. */
  readonly pressedByScript?: boolean;
}

export interface RenderedPage {
  readonly status: number;
  /** Names and values in turn: content type, a strict CSP, `no-store`, and the rest. */
  readonly headers: readonly string[];
  readonly body: string;
}
