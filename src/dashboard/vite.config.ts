import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

/** Puts a `.br` and a `.gz` beside each text of the build, so that the box compresses nothing while it is on air. */
const compressed = (): Plugin => ({
  name: 'compressed',
  writeBundle({ dir = '' }) {
    for (const path of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(js|css|svg|html)$/.test(path)) continue
      const bytes = readFileSync(join(dir, path))
      writeFileSync(join(dir, `${path}.br`), brotliCompressSync(bytes))
      writeFileSync(join(dir, `${path}.gz`), gzipSync(bytes, { level: 9 }))
    }
  },
})

const node = 'http://127.0.0.1:8000'

/** The dashboard is a site of its own: no data: URIs and no inline script, so that it runs under `default-src 'self'`. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [compressed()],
  build: {
    outDir: '../../dist/dashboard',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ['es2022', 'safari16'],
    chunkSizeWarningLimit: 400,
  },
  server: { proxy: { '/api': node, '/hls': node, '/media': node } },
})
