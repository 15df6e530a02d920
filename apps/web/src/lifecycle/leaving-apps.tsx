import Link from "next/link";
import { readAppState } from "../apps/app-state.ts";
import { AppStatus } from "../apps/app-status.tsx";
import { AppTile } from "../apps/app-tile.tsx";
import type { AppRow } from "../apps/app-types.ts";
import { paths } from "../paths.ts";

/** Apps that are being uninstalled: their names are free, and what is left to be done is their hosts'. */
export function LeavingApps({ apps }: { apps: readonly AppRow[] }) {
  return (
    <section aria-labelledby="leaving" className="border-line border-t bg-sunken/60">
      <h2 id="leaving" className="px-4 pt-3 font-medium text-ink-3 text-xs sm:px-5">
        Being uninstalled
      </h2>
      <ul className="divide-y divide-line">
        {apps.map((app) => (
          <li
            key={app.appId}
            className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 hover:bg-hover/50 sm:px-5"
          >
            <AppTile
              name={app.name}
              title={app.title}
              icon={app.icon}
              className="opacity-60 grayscale"
            />
            <div className="min-w-0 flex-1 basis-52">
              <Link
                href={paths.app(app.appId)}
                className="row-link wrap-anywhere font-medium text-ink-2"
              >
                {app.title}
              </Link>
              <p className="text-ink-3 text-sm">{readAppState(app).why?.nextStep}</p>
            </div>
            <span className="text-sm">
              <AppStatus app={app} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
