import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, extname, join } from "node:path";
import { build } from "esbuild";
import { chromium, type Page } from "playwright-core";
import { root } from "./paths.ts";

const TYPES = new Map([
  [".html", "text/html"],
  [".js", "text/javascript"],
  [".mjs", "text/javascript"],
  [".wasm", "application/wasm"],
  [".css", "text/css"],
  [".csv", "text/csv"],
]);

/** A page of a headless Chromium. */
export interface OpenPage {
  readonly page: Page;
  /** The messages of the page's console, and the errors that it failed with. */
  readonly messages: readonly string[];
  close(): Promise<void>;
}

/** The flags that let a headless Chromium compute on WebGPU without a graphics card. */
const WEBGPU_ON_SWIFTSHADER = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--use-vulkan=swiftshader",
];

/**
 * Builds the page and the worker as an application would, serves them, and opens the page; by default without
 * WebGPU.
 */
export async function openPage(
  executablePath: string,
  { webgpu = false }: { webgpu?: boolean } = {},
): Promise<OpenPage> {
  const folder = mkdtempSync(join(tmpdir(), "trainwell-page-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  await build({
    entryPoints: [
      join(root, "test/support/browser-page.ts"),
      join(root, "src/train/worker/worker-entry.web.ts"),
    ],
    entryNames: "[name]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    outdir: folder,
    logLevel: "error",
  });
  const contentAt = (path: string) => contentOf(basename(path) || "index.html", folder);
  const opened = await openServed(contentAt, { executablePath, webgpu, remove });
  try {
    await opened.page.waitForFunction(() => "page" in globalThis);
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/**
 * Serves what `contentAt` gives for a path, and opens its root in a headless Chromium; `remove` is called
 * when it is closed.
 */
export async function openServed(
  contentAt: (path: string) => Promise<string | Uint8Array>,
  options: { executablePath: string; webgpu?: boolean; remove?: () => void },
): Promise<OpenPage> {
  const { executablePath, webgpu = false, remove = () => {} } = options;
  const server = createServer(async ({ url = "/" }, response) => {
    const path = new URL(url, "http://localhost").pathname;
    const body = await contentAt(path).catch(() => undefined);
    response.writeHead(body === undefined ? 404 : 200, {
      "content-type": TYPES.get(extname(path) || ".html") ?? "text/plain",
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      ...(webgpu ? WEBGPU_ON_SWIFTSHADER : ["--disable-gpu"]),
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const close = async () => {
    await browser.close();
    await new Promise((resolve) => server.close(resolve));
    remove();
  };
  try {
    const page = await browser.newPage();
    const messages: string[] = [];
    page.on("console", (message) => messages.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => messages.push(`pageerror: ${error.message}`));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return { page, messages, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function contentOf(name: string, folder: string): Promise<string | Uint8Array> {
  if (name === "index.html")
    return (
      '<!doctype html><meta charset="utf-8"><title>Trainwell</title><link rel="icon" ' +
      'href="data:,"><script type="module" src="/browser-page.js"></script>'
    );
  if (name.startsWith("ort-wasm")) return readFile(join(root, "node_modules/onnxruntime-web/dist", name));
  return readFile(join(folder, name));
}
