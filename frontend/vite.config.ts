import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// The build has no index.html: the server's shell template reads the manifest and names the entry itself, so that
// every script and style tag carries the nonce of the request. index.html is for `npm run dev` only.
const mock = process.env.LINKSPAN_MOCK ?? 'http://127.0.0.1:24601';
const toMock = { target: mock, changeOrigin: false };

export default defineConfig(({ command }) => ({
  base: command === 'build' ? '/static/app/' : '/',
  plugins: [react()],
  server: {
    port: Number(process.env.LINKSPAN_DEV_PORT ?? 24600),
    strictPort: true,
    proxy: { '/api': toMock, '/live': toMock, '/accounts': toMock },
  },
  build: {
    outDir: '../src/linkspan/static/app',
    emptyOutDir: true,
    manifest: true,
    target: ['chrome108', 'safari16.4', 'firefox115'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: 'src/main.tsx' },
  },
  worker: { format: 'es' },
  test: { environment: 'node', include: ['src/**/*.test.ts', 'src/**/*.test.tsx'] },
}));
