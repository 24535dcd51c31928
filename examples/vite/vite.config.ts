import { defineConfig } from "vite";

export default defineConfig({
  // So that the built page works in any folder of a server.
  base: "./",
  build: { target: "es2022", chunkSizeWarningLimit: 800 },
  // Vite's development server would move its script away from its .wasm files.
  optimizeDeps: { exclude: ["onnxruntime-web"] },
  // The example alone: in this checkout the package and the table lie above it.
  server: { fs: { allow: ["../.."] } },
});
