import type { ReactNode } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import { catalogAssetPath } from "../paths.ts";
import type { Asset } from "./catalog-types.ts";
import "./markdown.css";

export interface MarkdownProps {
  text: string;
  /** The entry's own pictures; another one becomes a link. */
  assets: readonly Asset[];
}

/**
 * What somebody wrote in the repository. HTML in it stays out, links lead to the web or to a mail program and vouch for
 * nothing, and no picture is loaded that is not the entry's own. Its first heading stands below those of the page.
 */
export function Markdown({ text, assets }: MarkdownProps) {
  const parts: Components = {
    h1: "h3",
    h2: "h4",
    h3: "h5",
    h4: "h6",
    h5: "h6",
    h6: "h6",
    a: ({ href, children }) => <OuterLink href={href}>{children}</OuterLink>,
    img: ({ src, alt = "" }) => {
      const address = typeof src === "string" ? src : "";
      const name = address.replace(/^(?:\.\/)?assets\//, "");
      const asset = assets.find((each) => each.name === name);
      if (asset !== undefined) return <AssetPicture asset={asset} alt={alt} />;
      return <OuterLink href={address}>{alt || address}</OuterLink>;
    },
  };
  return (
    <div className="entry-prose">
      {/* Addresses are judged where they are used, by what they are used for. */}
      <ReactMarkdown skipHtml components={parts} urlTransform={(url) => url}>
        {text}
      </ReactMarkdown>
    </div>
  );
}

const outerProtocols: ReadonlySet<string | undefined> = new Set(["http:", "https:", "mailto:"]);

/** A link out of here; text alone where it would lead anywhere else. */
export function OuterLink({
  href,
  children,
  className,
}: {
  href: string | undefined;
  children: ReactNode;
  className?: string;
}) {
  if (href === undefined || !outerProtocols.has(URL.parse(href)?.protocol)) return children;
  return (
    <a href={href} rel="nofollow noopener noreferrer" className={className}>
      {children}
    </a>
  );
}

export function AssetPicture({ asset, alt }: { asset: Asset; alt: string }) {
  const extension = asset.name.split(".").at(-1) ?? "";
  return (
    <img
      src={catalogAssetPath({ sha256: asset.sha256, extension })}
      alt={alt}
      loading="lazy"
      {...(asset.width === null ? {} : { width: asset.width })}
      {...(asset.height === null ? {} : { height: asset.height })}
    />
  );
}
