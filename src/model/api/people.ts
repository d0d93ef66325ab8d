import Type from 'typebox'
import { strict } from '../primitives.ts'
import { Credenciales, Ingreso, PrimerInicio, Registro } from '../usuario.ts'
import { Nothing, type RouteContract } from './contract.ts'

const Refresh = Type.Object({ refresh: Type.String({ minLength: 1, maxLength: 200 }) }, strict)

/** Accounts and the ways into them. */
export const peopleApi = {
  'POST /api/users/register': {
    access: 'public',
    summary: 'Open an account',
    body: Registro,
    reply: { 201: Credenciales },
    creates: true,
    credentials: true,
    limit: 'register_per_minute',
  },
  'POST /api/users/first': {
    access: 'public',
    summary: 'Make the first admin with the one-time code of the console',
    body: PrimerInicio,
    reply: { 201: Credenciales },
    credentials: true,
    limit: 'login_per_minute',
  },
  'POST /api/users/login': {
    access: 'public',
    summary: 'Sign in',
    body: Ingreso,
    reply: { 200: Credenciales },
    credentials: true,
    limit: 'login_per_minute',
  },
  'POST /api/users/refresh': {
    access: 'public',
    summary: 'Rotate the refresh token',
    body: Refresh,
    reply: { 200: Credenciales },
    credentials: true,
  },
  'POST /api/users/logout': {
    access: 'public',
    summary: 'Revoke the device that holds this refresh token',
    body: Refresh,
    reply: { 204: Nothing },
    credentials: true,
  },
} as const satisfies Record<string, RouteContract>
