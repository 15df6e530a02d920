import type { Inputs } from "../data/router-types.ts";

/**
 * As many photos as stand in one line, or in two. Read alike by the server, which asks first, and by the browser, which goes on.
 */
export const overviewImagesInput: Inputs["gallery"]["images"]["list"] = { limit: 6 };
