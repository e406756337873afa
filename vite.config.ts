/** The front-end build: one style sheet, one script per page that needs one, the fonts and the icon sprite.
 *
 * Every `khue/<floor>/<room>/assets/pages/<name>.ts` (or `.css`) becomes an entry called `<name>`; what comes out is listed in
 * `assets.json`, which the template tag `{% asset "<name>.js" %}` reads. Nothing is inlined, so the strict content
 * security policy needs no `data:`.
 */
import { readdirSync } from "node:fs";
import { basename, extname, resolve } from "node:path";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { assetList } from "./khue/core/ui/assets/build/asset-list.ts";
import { iconSprite } from "./khue/core/ui/assets/build/icon-sprite.ts";

const ui = resolve(import.meta.dirname, "khue/core/ui");

function entries(): Record<string, string> {
  const found: Record<string, string> = { khue: resolve(ui, "assets/css/khue.css") };
  const root = resolve(import.meta.dirname, "khue");
  for (const path of readdirSync(root, { recursive: true, encoding: "utf8" })) {
    if (!/\/assets\/pages\/[^/]+\.(ts|css)$/.test(path)) continue;
    const name = basename(path, extname(path));
    if (name in found) throw new Error(`Two pages are called "${name}"; names are shared by all rooms.`);
    found[name] = resolve(root, path);
  }
  return found;
}

export default defineConfig({
  base: "./",
  publicDir: false,
  logLevel: "warn",
  plugins: [tailwindcss(), iconSprite(resolve(ui, "assets/icons.txt"), resolve(ui, "assets/marks")), assetList()],
  resolve: { alias: { "@ui": resolve(ui, "assets/ts") } },
  build: {
    outDir: resolve(ui, "static/khue"),
    emptyOutDir: true,
    assetsDir: "",
    assetsInlineLimit: 0,
    target: ["chrome111", "firefox115", "safari16.4"],
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: entries(),
      // htmx can evaluate strings; pages/core.ts switches that off.
      checks: { eval: false, pluginTimings: false },
      output: {
        entryFileNames: "[name]-[hash].js",
        chunkFileNames: "[name]-[hash].js",
        assetFileNames: "[name]-[hash][extname]",
      },
    },
  },
});
