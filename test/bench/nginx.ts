import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { launch } from './child.ts'

export interface Nginx {
  /** Keeps the bytes as a file. @returns its address */
  serve(name: string, bytes: Uint8Array): Promise<string>
  /** Takes a file by PUT (RFC 4918 § 9.7). @returns the address to send it to, and the path that it will have */
  take(name: string): { url: string; path: string }
  stop(): Promise<void>
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

/** The folder that takes what is sent to it. */
const taken = 'recibido'

const configuration = (port: number, root: string) => `
daemon off; worker_processes 1; pid nginx.pid; error_log stderr crit; worker_rlimit_nofile 10000;
events { worker_connections 4096; }
http {
  access_log off; sendfile on; keepalive_requests 1000000000;
  client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
  types { application/vnd.apple.mpegurl m3u8; video/mp4 mp4 m4s; }
  client_max_body_size 0;
  server { listen 127.0.0.1:${port} backlog=1024; root ${root}; location /${taken}/ { dav_methods PUT; } }
}
`

/** Debian's nginx with one worker and sendfile, in a folder of its own. */
export const startNginx = async (folder: string): Promise<Nginx> => {
  const own = join(folder, 'nginx')
  const root = join(own, 'root')
  await mkdir(join(root, taken), { recursive: true })
  // Its worker is another user.
  await Promise.all([chmod(folder, 0o755), chmod(join(folder, '..'), 0o755), chmod(join(root, taken), 0o777)])
  const port = await freePort()
  await writeFile(join(own, 'nginx.conf'), configuration(port, root))
  const program = process.env.NODO_BENCH_NGINX ?? '/usr/sbin/nginx'
  const running = launch(program, ['-p', own, '-c', join(own, 'nginx.conf'), '-e', join(own, 'error.log')])
  const url = `http://127.0.0.1:${port}/`
  const answers = () =>
    fetch(url).then(
      () => true,
      () => false,
    )
  while (
    !(await Promise.race([answers(), running.exited.then(() => Promise.reject(new Error('nginx does not start')))]))
  ) {
    await sleep(20)
  }
  return {
    async serve(name, bytes) {
      await writeFile(join(root, name), bytes)
      return url + name
    },
    take: (name) => ({ url: `${url}${taken}/${name}`, path: join(root, taken, name) }),
    async stop() {
      await running.stop('SIGQUIT')
    },
  }
}
