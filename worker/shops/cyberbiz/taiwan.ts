/** Its times have no zone and its amounts no currency: it is a platform of Taiwan's. */
export const OFFSET = "+08:00";
export const CURRENCY = "TWD";
