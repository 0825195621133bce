import { svelte } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The content security policy allows files of our own only: no inline script or style, no `data:` font.
export default defineConfig({
  plugins: [svelte()],
  resolve: {
    alias: { $lib: here("./src/lib"), $components: here("./src/components"), $messages: here("./messages") },
    // Tests run the browser's half of Svelte.
    conditions: process.env.VITEST ? ["browser"] : undefined,
  },
  server: { port: 5173, strictPort: true },
  build: {
    target: ["chrome111", "safari16.4"],
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts", "tests/**/*.test.ts"],
    setupFiles: ["tests/setup.ts"],
    css: false,
    restoreMocks: true,
  },
});
