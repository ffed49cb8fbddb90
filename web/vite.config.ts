import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { chunks } from "./build/chunks.ts";
import { delivery } from "./build/delivery.ts";
import { mantineStyles } from "./build/mantine.ts";

const server = process.env.AMANAT_URL ?? "http://localhost:5001";

// `public/.gitkeep` is copied into dist, so that the folder which the binary embeds exists in a fresh clone too.
export default defineConfig(({ command }) => ({
  plugins: [react(), mantineStyles(), chunks(), delivery()],
  resolve: {
    alias: [
      { find: "@", replacement: fileURLToPath(new URL("./src", import.meta.url)) },
      // Its exports lead to the development build, whose warnings would be shipped.
      ...(command === "build" ? [{ find: /^react-router$/, replacement: fileURLToPath(new URL("./node_modules/react-router/dist/production/index.mjs", import.meta.url)) }] : []),
    ],
  },
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
}));
