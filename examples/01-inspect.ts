// Describes a table before anything is trained on it.
import { inspect } from "trainwell";

const { rows, columns, target, splits } = await inspect({ data: "data/wine.csv", target: "cultivar" });

console.log(`${rows} rows, ${columns.length} columns`);
for (const { name, type, missing } of columns) console.log(`  ${name}: ${type}, ${missing} missing`);
console.log(`${target?.task} into ${target?.classes?.map(({ label }) => label).join(", ")}`);
console.log(`split into ${splits?.train} training, ${splits?.dev} dev and ${splits?.test} test rows`);
