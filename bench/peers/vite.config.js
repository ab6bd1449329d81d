import { defineConfig } from "vite";

export default defineConfig({
  build: { rollupOptions: { input: { svg: "svg.html", flow: "flow.html" } }, reportCompressedSize: false },
  oxc: { jsx: { runtime: "automatic" } },
});
