import Type from 'typebox'
import { CambioContenido, ContenidoFila, ContenidoVista, FiltrosContenido, NuevoContenido } from '../contenido.ts'
import { Page, PageQuery, strict } from '../primitives.ts'
import { Nothing, type RouteContract } from './contract.ts'

/** What there is to see, hear and read. */
export const contentApi = {
  'GET /api/content/list': {
    access: 'public',
    summary: 'The catalog, newest first; with `q`, what has most of its words first',
    query: Type.Object({ ...PageQuery, ...FiltrosContenido }, strict),
    reply: { 200: Page(ContenidoFila) },
  },
  'POST /api/content/upload': {
    access: 'creador',
    summary: 'Publish a file, or a text without one',
    form: { file: 'archivo' },
    body: NuevoContenido,
    creates: true,
    reply: { 201: ContenidoVista },
  },
  'GET /api/content/:id': { access: 'public', summary: 'One content', reply: { 200: ContenidoVista } },
  'PUT /api/content/:id': {
    access: 'creador',
    summary: 'Change what is said of a content, or show, hide or take it back to a draft',
    owned: { id: 'contenido' },
    body: CambioContenido,
    maxBytes: 512 * 1024,
    reply: { 200: ContenidoVista },
  },
  'DELETE /api/content/:id': {
    access: 'creador',
    summary: 'Delete a content and its files',
    owned: { id: 'contenido' },
    reply: { 204: Nothing },
  },
} as const satisfies Record<string, RouteContract>
