// Built with the front end's own Vite: the benchmark depends on the peers only.
export default {
  root: 'pages',
  logLevel: 'warn',
  build: {
    outDir: process.env.LINKSPAN_BENCH_OUT ?? '../dist', emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 5000, assetsInlineLimit: 0,
    rollupOptions: { input: { linkspan: 'pages/linkspan.html', dhtmlx: 'pages/dhtmlx.html', svar: 'pages/svar.html' } },
  },
  server: { fs: { allow: ['../..'] } },
};
