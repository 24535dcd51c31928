import { defineConfig } from "vite";

export default defineConfig({
  // So that the built page works in any folder of a server.
  base: "./",
  build: { target: "es2022", chunkSizeWarningLimit: 800 },
  // Vite 7 and earlier need these two: for the worker, and for the runtime's .wasm file while developing.
  worker: { format: "es" },
  optimizeDeps: { exclude: ["onnxruntime-web"] },
  // The example alone: in a clone the package and the table lie above it.
  server: { fs: { allow: ["../.."] } },
});
