/** What is asked of a click, and of what was clicked. */
type Click = Pick<
  MouseEvent,
  "button" | "metaKey" | "ctrlKey" | "shiftKey" | "altKey" | "defaultPrevented" | "target"
>;

/**
 * Where a click leads that has this tab show another page of the same site, as path and query; null for every other click,
 * such as one that opens another tab, begins a download, or goes to a place on the page `at`.
 */
export function leavesTo(event: Click, at: string): string | null {
  const { button, metaKey, ctrlKey, shiftKey, altKey, defaultPrevented } = event;
  if (button !== 0 || metaKey || ctrlKey || shiftKey || altKey || defaultPrevented) return null;
  const link = linkOf(event.target);
  if (link === null || link.hasAttribute("download")) return null;
  const frame = link.getAttribute("target");
  if (frame !== null && frame !== "" && frame !== "_self") return null;
  const [next, now] = [new URL(link.getAttribute("href") ?? "", at), new URL(at)];
  if (next.origin !== now.origin) return null;
  const path = (url: URL) => `${url.pathname}${url.search}`;
  return path(next) === path(now) ? null : `${path(next)}${next.hash}`;
}

/** What an element is asked here. */
interface LinkLike {
  hasAttribute(name: string): boolean;
  getAttribute(name: string): string | null;
}

function linkOf(target: EventTarget | null): LinkLike | null {
  const closest: unknown = Reflect.get(Object(target), "closest");
  return typeof closest === "function" ? closest.call(target, "a[href]") : null;
}
