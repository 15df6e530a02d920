import type { PageName } from "../browser/open-site.ts";
import { atMost, type Goal, ratio, value } from "./goal.ts";

const pages = {
  home: "front page",
  album: "album",
  photo: "photo",
  catalog: "catalog",
} as const satisfies Record<PageName, string>;

/**
 * Where a figure stands alone, *must* is where web.dev's Core Web Vitals end to be good: 2.5 s until the largest element is
 * shown, a shift of 0.1, 0.8 s to the first byte. The script that React and Next alone bring is about 140 KB as sent.
 */
export const webGoals: readonly Goal[] = Object.entries(pages).flatMap(([page, title]) => [
  value(`script sent, ${title}`, [page, "narrow", "scriptBytes"], atMost(250_000, 200_000)),
  value(`script parsed, ${title}`, [page, "narrow", "scriptParsedBytes"], atMost(850_000, 650_000)),
  value(`largest shown, phone, ${title}`, [page, "narrow", "lcpMs"], atMost(2_500, 1_800)),
  ratio(
    `largest shown beside bare HTML, ${title}`,
    [page, "narrow", "lcpMs"],
    "narrow-bare",
    atMost(3, 2),
  ),
  value(`shifted, phone, ${title}`, [page, "narrow", "shift"], atMost(0.1, 0.01)),
  value(`shifted, desk, ${title}`, [page, "wide", "shift"], atMost(0.1, 0.01)),
  value(`requests, ${title}`, [page, "narrow", "requests"], atMost(50, 30)),
  value(`first byte, desk, ${title}`, [page, "wide", "ttfbMs"], atMost(800, 100)),
]);
