import type { ImageShape, Pixels } from "./augmentation.ts";

/** Where a pixel of the result is read from, seen from the centre: x' = a·x + b·y + c, y' = d·x + e·y + f. */
export interface AffineMap {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/**
 * Reads an image at mapped places, bilinearly between its four nearest pixels. Outside of the image everything is 0.
 * Coordinates are in pixels from the image's centre, x to the right and y down.
 */
export function sampleAffine(from: Pixels, to: Pixels, image: ImageShape, map: AffineMap): void {
  const { channels, height, width } = image;
  const [centreX, centreY, plane] = [(width - 1) / 2, (height - 1) / 2, height * width];
  for (let row = 0; row < height; row++) {
    const y = row - centreY;
    let sourceX = map.a * -centreX + map.b * y + map.c + centreX;
    let sourceY = map.d * -centreX + map.e * y + map.f + centreY;
    for (let column = 0; column < width; column++, sourceX += map.a, sourceY += map.d) {
      const target = row * width + column;
      const left = Math.floor(sourceX);
      const top = Math.floor(sourceY);
      if (left < -1 || top < -1 || left >= width || top >= height) {
        for (let channel = 0; channel < channels; channel++) to[channel * plane + target] = 0;
        continue;
      }
      const shareX = sourceX - left;
      const shareY = sourceY - top;
      const [hasLeft, hasRight] = [left >= 0, left + 1 < width];
      const [hasTop, hasBottom] = [top >= 0, top + 1 < height];
      for (let channel = 0; channel < channels; channel++) {
        const corner = channel * plane + top * width + left;
        const upper =
          (hasTop && hasLeft ? from[corner] * (1 - shareX) : 0) +
          (hasTop && hasRight ? from[corner + 1] * shareX : 0);
        const lower =
          (hasBottom && hasLeft ? from[corner + width] * (1 - shareX) : 0) +
          (hasBottom && hasRight ? from[corner + width + 1] * shareX : 0);
        to[channel * plane + target] = upper * (1 - shareY) + lower * shareY;
      }
    }
  }
}

/**
 * Moves an image by whole pixels: pixel (y, x) of the result is (y + down, x + right) of the image. Outside of it there
 * is 0, or with `reflect` its mirror image, whose edge pixels are not repeated.
 */
export function sampleShifted(
  from: Pixels,
  to: Pixels,
  image: ImageShape,
  { down, right, reflect }: { down: number; right: number; reflect: boolean },
): void {
  const { channels, height, width } = image;
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < height; row++) {
      const sourceRow = placeOf(row + down, height, reflect);
      const target = (channel * height + row) * width;
      const source = (channel * height + sourceRow) * width;
      for (let column = 0; column < width; column++) {
        const sourceColumn = placeOf(column + right, width, reflect);
        to[target + column] = sourceRow < 0 || sourceColumn < 0 ? 0 : from[source + sourceColumn];
      }
    }
  }
}

/** A place along an axis, −1 where it is outside. */
function placeOf(place: number, size: number, reflect: boolean): number {
  if (place >= 0 && place < size) return place;
  if (!reflect) return -1;
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const within = ((place % period) + period) % period;
  return within < size ? within : period - within;
}
