/** Writes `assets.json`: plain name → name with the hash of its content. */
import type { Plugin } from "vite";

export function assetList(): Plugin {
  return {
    name: "khue-asset-list",
    enforce: "post",
    generateBundle(_options, bundle) {
      const list: Record<string, string> = {};
      for (const file of Object.keys(bundle)) {
        const plain = file.replace(/-[\w-]{8}(\.\w+)$/, "$1");
        if (list[plain]) this.error(`Two files would be called "${plain}".`);
        list[plain] = file;
      }
      const sorted = Object.fromEntries(Object.entries(list).sort(([a], [b]) => (a < b ? -1 : 1)));
      this.emitFile({ type: "asset", fileName: "assets.json", source: `${JSON.stringify(sorted, null, 2)}\n` });
    },
  };
}
