import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { delivery } from "./build/delivery.ts";

const server = process.env.AMANAT_URL ?? "http://localhost:5001";

// `public/.gitkeep` is copied into dist, so that the folder which the binary embeds exists in a fresh clone too.
export default defineConfig({
  plugins: [react(), delivery()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: { target: "es2022", modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  server: {
    proxy: {
      "/api": server,
      "/openapi.json": server,
      "/gateway": server,
      "/files": server,
      "/socket.io": { target: server, ws: true },
    },
  },
  test: { environment: "node", include: ["src/**/*.test.{ts,tsx}"] },
});
