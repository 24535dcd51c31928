import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { TrainwellError } from "../../../base/errors.ts";
import { append } from "../../../base/lists.ts";
import { type Part, partOfWord } from "../../split/part-names.ts";
import { tablesHint } from "../sources/tables-beside.ts";

const IMAGE_NAME = /\.(png|jpe?g|webp|gif|tiff?|avif|bmp)$/i;
/** The names of images that are read without `sharp`. */
const PLAIN_NAME = /\.(png|jpe?g)$/i;

/** An image of a folder: its path within it, and what the folders around it say. */
export interface ImageFile {
  readonly file: string;
  readonly label?: string;
  readonly part?: Part;
}

/** Whether a file is an image by its name. */
export function isImageName(name: string): boolean {
  return IMAGE_NAME.test(name);
}

/** Whether an image is read without `sharp`, by its name. */
export function isPlainImageName(name: string): boolean {
  return PLAIN_NAME.test(name);
}

/**
 * The images of a folder, in the order of their names: FOLDER/CLASS/image, or FOLDER/PART/CLASS/image where
 * all folders are called train, dev, val, test or the like, or FOLDER/image without classes. Hidden files and
 * other files are passed over.
 *
 * @throws TrainwellError `images-missing` when there is none, or none of a class in a folder of classes;
 *   `images-unsorted` when some lie beside the folders of classes.
 */
export async function listImages(root: string, name: string): Promise<ImageFile[]> {
  const { folders, images, others } = await look(root, "");
  if (folders.length === 0) {
    if (images.length === 0) throw noImages(name, "has no images");
    return images.map((file) => ({ file }));
  }
  if (images.length > 0) throw unsorted(name, images);
  const parts = folders.map(partOfWord);
  if (parts.includes(undefined)) return labelled(root, folders, { name, hint: tablesHint(name, others) });
  const files: ImageFile[] = [];
  for (const [index, folder] of folders.entries()) {
    const inside = await look(root, folder);
    const place = `${name}/${folder}`;
    if (inside.images.length > 0) throw unsorted(place, inside.images);
    if (inside.folders.length === 0) throw noImages(place, "has no folders of classes");
    append(
      files,
      await labelled(join(root, folder), inside.folders, { name: place, part: parts[index]!, folder }),
    );
  }
  return files;
}

async function labelled(
  root: string,
  classes: readonly string[],
  about: { name: string; part?: Part; folder?: string; hint?: string | undefined },
): Promise<ImageFile[]> {
  const files: ImageFile[] = [];
  for (const label of classes) {
    const images = await imagesBelow(root, label);
    if (images.length === 0) throw noImages(`${about.name}/${label}`, "has no images", about.hint);
    const { part, folder } = about;
    for (const image of images) {
      const file = folder === undefined ? image : `${folder}/${image}`;
      files.push({ file, label, ...(part === undefined ? {} : { part }) });
    }
  }
  return files;
}

/** All images in a folder and in the folders within it. */
async function imagesBelow(root: string, folder: string): Promise<string[]> {
  const { folders, images } = await look(root, folder);
  const deeper: string[] = [];
  for (const inner of folders) append(deeper, await imagesBelow(root, `${folder}/${inner}`));
  return [...images.map((image) => `${folder}/${image}`), ...deeper];
}

async function look(
  root: string,
  folder: string,
): Promise<{ folders: string[]; images: string[]; others: string[] }> {
  const entries = (await readdir(join(root, folder), { withFileTypes: true }))
    .filter((entry) => !entry.name.startsWith("."))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = (of: typeof entries) => of.map((entry) => entry.name);
  const files = entries.filter((entry) => !entry.isDirectory());
  return {
    folders: names(entries.filter((entry) => entry.isDirectory())),
    images: names(files.filter(({ name }) => isImageName(name))),
    others: names(files.filter(({ name }) => !isImageName(name))),
  };
}

function noImages(place: string, what: string, hint?: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "images-missing",
    message: `The folder ${place} ${what}; expected PNG or JPEG files.`,
    details: { folder: place },
    hint:
      hint ??
      "Give a folder with one folder of images for each class, such as pets/cat/1.png; remove " +
        "empty ones.",
  });
}

function unsorted(place: string, images: readonly string[]): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "images-unsorted",
    message:
      `The folder ${place} has ${images.length} ${images.length === 1 ? "image" : "images"} beside ` +
      `its folders, such as ${images[0]}; expected every image in the folder of its class.`,
    details: { folder: place, images: images.length },
    hint: "Move them into the folders of their classes, or away.",
  });
}
