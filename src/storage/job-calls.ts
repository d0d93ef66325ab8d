import type { Storage } from './storage.ts'

/** Tells that a job can be taken from then on. */
export type Ring = (atNodoMs: number) => void

const atOnce = 0

/** Ports that make jobs, or make them free: each rings once what it did is kept. */
export const ringing = <P extends Pick<Storage, 'jobs' | 'lives' | 'uploads' | 'contents'>>(
  ports: P,
  ring: Ring,
): P => {
  const { jobs, lives, uploads, contents } = ports
  return {
    ...ports,
    jobs: {
      ...jobs,
      enqueue: async (job) => {
        await jobs.enqueue(job)
        ring(job.disponible_nodo_ms)
      },
      release: async (id, holder) => {
        await jobs.release(id, holder)
        ring(atOnce)
      },
      postpone: async (id, holder, reason, retryAtNodoMs) => {
        await jobs.postpone(id, holder, reason, retryAtNodoMs)
        ring(retryAtNodoMs)
      },
      fail: async (id, holder, error, at, retryAtNodoMs) => {
        const ours = await jobs.fail(id, holder, error, at, retryAtNodoMs)
        if (ours && retryAtNodoMs !== undefined) ring(retryAtNodoMs)
        return ours
      },
      retry: async (id, nowNodoMs) => {
        const job = await jobs.retry(id, nowNodoMs)
        if (job) ring(job.disponible_nodo_ms)
        return job
      },
    },
    lives: {
      ...lives,
      finish: async (id, at, recorded, job) => {
        const over = await lives.finish(id, at, recorded, job)
        if (job) ring(job.disponible_nodo_ms)
        return over
      },
    },
    uploads: {
      ...uploads,
      finish: async (id, content, made) => {
        const over = await uploads.finish(id, content, made)
        if (made?.job) ring(made.job.disponible_nodo_ms)
        return over
      },
    },
    contents: {
      ...contents,
      create: async (content, made) => {
        const created = await contents.create(content, made)
        if (made?.job) ring(made.job.disponible_nodo_ms)
        return created
      },
    },
  }
}
