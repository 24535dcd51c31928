import * as z from "zod/mini";

/** A chance, in [0, 1]. */
export const chance = z.number().check(z.gte(0), z.lte(1));
/** A share of something, in [0, 1]. */
export const share = chance;
