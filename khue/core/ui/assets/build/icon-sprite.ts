/** Builds `icons.svg`, one sprite of the lucide icons named in `icons.txt` and of our own marks.
 *
 * A name that lucide does not have stops the build. Stroke and colour are left to the style sheet.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import type { Plugin } from "vite";

const lucide = join(dirname(createRequire(import.meta.url).resolve("lucide-static/package.json")), "icons");

export function iconSprite(listPath: string, marksPath: string): Plugin {
  return {
    name: "khue-icon-sprite",
    buildStart() {
      this.addWatchFile(listPath);
    },
    generateBundle() {
      const icons = names(listPath).map((name) => symbol(name, join(lucide, `${name}.svg`)));
      const marks = readdirSync(marksPath).map((file) => symbol(basename(file, ".svg"), join(marksPath, file)));
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${[...icons, ...marks].join("")}</svg>`;
      this.emitFile({ type: "asset", name: "icons.svg", source });
      this.emitFile({ type: "asset", name: "favicon.svg", source: readFileSync(join(dirname(listPath), "favicon.svg")) });
    },
  };
}

function names(listPath: string): string[] {
  const lines = readFileSync(listPath, "utf8").split("\n");
  return [...new Set(lines.map((line) => line.trim()).filter((line) => line && !line.startsWith("#")))];
}

function symbol(name: string, path: string): string {
  if (!existsSync(path)) throw new Error(`icons.txt asks for "${name}", which lucide does not have.`);
  const text = readFileSync(path, "utf8");
  const box = /viewBox="([^"]+)"/.exec(text)?.[1] ?? "0 0 24 24";
  const body = text.slice(text.indexOf(">", text.indexOf("<svg")) + 1, text.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="${box}">${body.replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>")}</symbol>`;
}
