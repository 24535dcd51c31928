#!/usr/bin/env node
import { existsSync } from "node:fs";

const main = new URL("../dist/cli/main.js", import.meta.url);
if (existsSync(main)) {
  const { run } = await import(main.href);
  await run(process.argv.slice(2));
} else {
  console.error(
    "trainwell is not built yet: run `npm start`, `npm test` or `npm run build` in the checkout first.",
  );
  process.exitCode = 1;
}
