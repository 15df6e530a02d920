import { catalogAssetPath } from "../paths.ts";

export interface EntryIconProps {
  icon: { sha256: string; extension: string };
  /** Edge in pixels. */
  size: number;
}

/** An app's sign; its name stands beside it. */
export function EntryIcon({ icon, size }: EntryIconProps) {
  return icon.sha256 === "" ? (
    <span aria-hidden="true" className="entry-icon" style={{ width: size, height: size }} />
  ) : (
    <img src={catalogAssetPath(icon)} alt="" width={size} height={size} className="entry-icon" />
  );
}
