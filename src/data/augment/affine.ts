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
 * Reads an image at mapped places, bilinearly between its four nearest pixels. Outside of the image
 * everything is 0. Coordinates are in pixels from the image's centre, x to the right and y down.
 */
export function sampleAffine(from: Pixels, to: Pixels, image: ImageShape, map: AffineMap): void {
  const { channels, height, width } = image;
  const { a, d } = map;
  const [centreX, centreY, plane] = [(width - 1) / 2, (height - 1) / 2, height * width];
  let target = 0;
  for (let row = 0; row < height; row++) {
    const y = row - centreY;
    let x = centreX - a * centreX + map.b * y + map.c;
    let down = centreY - d * centreX + map.e * y + map.f;
    for (let column = 0; column < width; column++, target++, x += a, down += d) {
      const left = Math.floor(x);
      const top = Math.floor(down);
      if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) {
        for (let at = 0; at < channels; at++)
          to[at * plane + target] = atEdge(from, { x, y: down, width, height, offset: at * plane });
        continue;
      }
      const shareX = x - left;
      const shareY = down - top;
      let corner = top * width + left;
      for (let at = target; at < channels * plane; at += plane, corner += plane) {
        const upper = from[corner];
        const lower = from[corner + width];
        const above = upper + shareX * (from[corner + 1] - upper);
        const below = lower + shareX * (from[corner + width + 1] - lower);
        to[at] = above + shareY * (below - above);
      }
    }
  }
}

/** A place between the image's edge pixels and the 0 around them. */
function atEdge(
  from: Pixels,
  { x, y, width, height, offset }: { x: number; y: number; width: number; height: number; offset: number },
): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (left < -1 || top < -1 || left >= width || top >= height) return 0;
  const at = (row: number, column: number) =>
    row >= 0 && row < height && column >= 0 && column < width ? from[offset + row * width + column] : 0;
  const [shareX, shareY] = [x - left, y - top];
  const above = at(top, left) * (1 - shareX) + at(top, left + 1) * shareX;
  const below = at(top + 1, left) * (1 - shareX) + at(top + 1, left + 1) * shareX;
  return above * (1 - shareY) + below * shareY;
}

/**
 * Moves an image by whole pixels: pixel (y, x) of the result is (y + down, x + right) of the image. Outside
 * of it there is 0, or with `reflect` its mirror image, whose edge pixels are not repeated.
 */
export function sampleShifted(
  from: Pixels,
  to: Pixels,
  image: ImageShape,
  { down, right, reflect }: { down: number; right: number; reflect: boolean },
): void {
  const { channels, height, width } = image;
  const firstInside = Math.min(width, Math.max(0, -right));
  const endInside = Math.max(firstInside, Math.min(width, width - right));
  for (let line = 0; line < channels * height; line++) {
    const row = line % height;
    const sourceRow = placeOf(row + down, height, reflect);
    const target = line * width;
    if (sourceRow < 0) {
      to.fill(0, target, target + width);
      continue;
    }
    const source = (line - row + sourceRow) * width;
    const outside = (column: number) => {
      const place = placeOf(column + right, width, reflect);
      return place < 0 ? 0 : from[source + place];
    };
    for (let column = 0; column < firstInside; column++) to[target + column] = outside(column);
    for (let column = firstInside; column < endInside; column++)
      to[target + column] = from[source + right + column];
    for (let column = endInside; column < width; column++) to[target + column] = outside(column);
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
