import { cn } from "../design/class-names.ts";

const hues = [25, 70, 110, 155, 195, 225, 265, 310, 350] as const;

/** The hue of an app's tile: the same for the same name, in every browser. */
export function tileHue(name: string): number {
  let sum = 0;
  for (const char of name) {
    sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9_973;
  }
  return hues[sum % hues.length] ?? hues[0];
}

export interface AppTileProps {
  name: string;
  title: string;
  /** An emoji or a letter that its owner chose, or the picture of its manifest as a data URL. */
  icon: string | null;
  className?: string;
}

/** A small square by which an app is recognized. */
export function AppTile({ name, title, icon, className }: AppTileProps) {
  const hue = tileHue(name);
  return (
    <span
      aria-hidden="true"
      style={{
        backgroundColor: `oklch(from var(--hover) l 0.04 ${hue})`,
        color: `oklch(from var(--accent) l 0.09 ${hue})`,
      }}
      className={cn(
        "grid size-9 shrink-0 place-items-center rounded-md border border-line font-semibold text-base",
        className,
      )}
    >
      {icon?.startsWith("data:image/") ? (
        <img src={icon} alt="" className="size-6 object-contain" />
      ) : (
        (icon ?? (title.trim()[0] ?? "?").toUpperCase())
      )}
    </span>
  );
}
