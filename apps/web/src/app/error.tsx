"use client";

import { PageFailed } from "../design/page-failed.tsx";

export default PageFailed;
