import { svelte } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import type { HtmlTagDescriptor, Plugin } from "vite";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The fonts of the first picture are fetched with the script, not after it: without them, it would be laid out twice. */
const earlyFonts: Plugin = {
  name: "early-fonts",
  transformIndexHtml: {
    order: "post",
    handler: (_html, { bundle }): HtmlTagDescriptor[] =>
      Object.keys(bundle ?? {})
        .filter((file) => /inter-latin-[456]00-normal-.*\.woff2$/u.test(file))
        .map((file) => ({
          tag: "link",
          injectTo: "head",
          attrs: { rel: "preload", as: "font", type: "font/woff2", crossorigin: true, href: `/${file}` },
        })),
  },
};

// The content security policy allows files of our own only: no inline script or style, no `data:` font.
export default defineConfig({
  plugins: [svelte(), earlyFonts],
  resolve: {
    alias: { $lib: here("./src/lib"), $components: here("./src/components"), $messages: here("./messages") },
    // Tests run the browser's half of Svelte.
    conditions: process.env.VITEST ? ["browser"] : undefined,
  },
  // One file in place of hundreds of modules, of which the window uses two parts.
  optimizeDeps: { include: ["bits-ui"] },
  server: { port: 5173, strictPort: true },
  build: {
    target: ["chrome111", "safari16.4"],
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // One style sheet: a screen that comes later finds its own there.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts", "tests/**/*.test.ts"],
    setupFiles: ["tests/support/setup.ts"],
    css: false,
    // Svelte and the libraries above come as a few files. Svelte's plugin lists its own parts.
    deps: { optimizer: { client: { enabled: true } } },
    // Vitest alone leaves a core to itself, which idles once everything has been compiled: half of a machine of two.
    maxWorkers: "100%",
    restoreMocks: true,
    // These end a test that hangs. Two cores that have other work as well still draw the whole window in this time.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
