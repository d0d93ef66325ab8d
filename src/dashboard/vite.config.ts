import { defineConfig } from 'vite'

/** The dashboard is a site of its own: no data: URIs and no inline script, so that it runs under `default-src 'self'`. */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: '../../dist/dashboard',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ['es2022', 'safari16'],
  },
  server: {
    proxy: { '/api': 'http://127.0.0.1:8000', '/hls': 'http://127.0.0.1:8000', '/media': 'http://127.0.0.1:8000' },
  },
})
