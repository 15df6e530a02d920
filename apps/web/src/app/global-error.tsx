"use client";

import { PageFailed, type PageFailedProps } from "../design/page-failed.tsx";
import "./globals.css";

export default function GlobalError(props: PageFailedProps) {
  return (
    <html lang="en">
      <body>
        <title>Not shown · Homeport</title>
        <PageFailed {...props} />
      </body>
    </html>
  );
}
