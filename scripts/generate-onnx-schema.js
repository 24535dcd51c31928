// Writes src/runtime/onnx/generated/ from the published ONNX schema (onnx.proto of the Python package onnx
// 1.23.1). Run by hand after replacing src/runtime/onnx/onnx.proto: `node scripts/generate-onnx-schema.js`.
// The generators are fetched for the occasion and are no dependency; they ask for Node 22, the generated code
// runs on any.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../src/runtime/onnx/", import.meta.url));
const template = JSON.stringify({
  version: "v2",
  plugins: [
    {
      local: "protoc-gen-es",
      out: "generated",
      opt: ["target=ts", "import_extension=ts", "erasable_syntax=true"],
    },
  ],
});
const tools = ["@bufbuild/buf@1.75.0", "@bufbuild/protoc-gen-es@2.17.0"].flatMap((name) => [
  "--package",
  name,
]);
const result = spawnSync(
  "npx",
  ["--yes", ...tools, "--", "buf", "generate", "onnx.proto", "--template", template],
  {
    cwd: folder,
    stdio: "inherit",
  },
);
process.exitCode = result.status ?? 1;
