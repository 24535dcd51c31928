/**
 * How an image of another shape is made to fit: "cover" cuts off what is too much, "contain" shows all of it
 * between black bars, "fill" stretches it.
 */
export const IMAGE_FITS = ["cover", "contain", "fill"] as const;

/** A way of making images fit. */
export type ImageFit = (typeof IMAGE_FITS)[number];
