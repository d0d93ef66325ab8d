import Type from 'typebox'
import { builtAt } from '../../build-date.ts'
import { ActoAuditado, FiltrosAuditoria } from '../auditoria.ts'
import { Page, PageQuery, strict } from '../primitives.ts'
import { EstadoSistema } from '../sistema.ts'
import { EstadoTrabajo, Trabajo } from '../trabajo.ts'
import { Nothing, type RouteContract } from './contract.ts'

/** Before the program was built no clock is right, and past 2100 none that is meant. */
const WallClock = Type.Integer({ minimum: builtAt, maximum: Date.UTC(2100, 0, 1) })

/** Jobs, and the box itself. */
export const systemApi = {
  'GET /api/jobs/:id': {
    access: 'creador',
    summary: 'A job with its progress',
    owned: { id: 'trabajo' },
    reply: { 200: Trabajo },
  },
  'POST /api/jobs/:id/retry': {
    access: 'creador',
    summary: 'Begin anew a job that failed or was cancelled',
    owned: { id: 'trabajo' },
    errors: ['trabajo_sin_falla'],
    reply: { 200: Trabajo },
  },
  'DELETE /api/jobs/:id': {
    access: 'creador',
    summary: 'Cancel a job that waits or is at work; cancelling twice answers the same',
    owned: { id: 'trabajo' },
    errors: ['trabajo_terminado'],
    reply: { 204: Nothing },
  },
  'GET /api/system/jobs': {
    access: 'admin',
    summary: 'The jobs of this box, the newest first',
    query: Type.Object({ ...PageQuery, estado: Type.Optional(EstadoTrabajo) }, strict),
    errors: ['cursor_invalido'],
    reply: { 200: Page(Trabajo) },
  },
  'GET /api/system/status': {
    access: 'public',
    summary: 'Public brief; every part for admins',
    reply: { 200: EstadoSistema },
  },
  'GET /api/system/metrics': {
    access: 'admin',
    summary: 'Figures of the box as Prometheus text',
    reply: { 200: Type.String() },
    media: 'text/plain',
  },
  'GET /api/system/audit': {
    access: 'admin',
    summary: 'Who did what, the newest first',
    query: Type.Object({ ...PageQuery, ...FiltrosAuditoria.properties }, strict),
    reply: { 200: Page(ActoAuditado) },
  },
  'PUT /api/system/clock': {
    access: 'admin',
    summary: 'Set the wall clock from the browser of an admin',
    body: Type.Object({ pared_en: WallClock }, strict),
    reply: { 204: Nothing },
  },
} as const satisfies Record<string, RouteContract>
