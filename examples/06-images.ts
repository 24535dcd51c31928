// Learn from images: here arrays in memory, in the same way a folder of images by class, or MNIST's files.
import { fit, tableFromArrays } from "trainwell";

/** 300 images of 12 × 12 shades of grey with a bright bar, which lies or stands. */
const [count, side] = [300, 12];
const pixels = new Uint8Array(count * side * side);
const bars: string[] = [];
for (let image = 0; image < count; image++) {
  const lies = image % 2 === 0;
  const place = (image * 7) % side;
  for (let along = 0; along < side; along++) {
    const [y, x] = lies ? [place, along] : [along, place];
    pixels[(image * side + y) * side + x] = 120 + ((image * 31 + along * 17) % 100);
  }
  bars.push(lies ? "lies" : "stands");
}

const { dev, splits } = await fit({
  // Or a path: "pets" with the folders pets/cat and pets/dog, or a folder with MNIST's four files.
  data: tableFromArrays({
    image: { shape: [count, side, side], data: pixels },
    bar: { shape: [count], data: bars },
  }),
  target: "bar",
  set: [{ path: "training.epochs", value: 8 }],
});

console.log(`${splits.train} images to learn from, ${splits.dev} to judge by`);
console.log(`accuracy: ${dev.metrics.accuracy?.toFixed(3)}`);
