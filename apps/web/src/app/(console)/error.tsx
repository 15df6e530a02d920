"use client";

import { SectionFailed } from "../../design/section-failed.tsx";

export default SectionFailed;
