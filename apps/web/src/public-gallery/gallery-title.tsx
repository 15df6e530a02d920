import type { ReactNode } from "react";

export interface GalleryTitleProps {
  /** Pages above this one, the outermost first. */
  above?: readonly { label: string; href: string }[];
  title: string;
  lead?: string;
  children?: ReactNode;
}

export function GalleryTitle({ above = [], title, lead = "", children }: GalleryTitleProps) {
  return (
    <div className="gallery-head">
      {above.length > 0 && (
        <nav aria-label="Above this page">
          <ol className="crumbs">
            {above.map(({ label, href }) => (
              <li key={href}>
                <a href={href}>{label}</a>
              </li>
            ))}
          </ol>
        </nav>
      )}
      <h1 className="gallery-title">{title}</h1>
      {lead !== "" && <p className="gallery-lead">{lead}</p>}
      {children}
    </div>
  );
}
