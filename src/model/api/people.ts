import Type from 'typebox'
import {
  CambioClave,
  CambioPerfil,
  CodigoDado,
  NuevaPersona,
  Perfil,
  Reclamo,
  SesionVista,
  Situacion,
} from '../perfil.ts'
import { Millis, Page, strict } from '../primitives.ts'
import { Credenciales, Ingreso, PrimerInicio, Registro } from '../usuario.ts'
import { Listing, Nothing, type RouteContract } from './contract.ts'

const Refresh = Type.Object({ refresh: Type.String({ minLength: 1, maxLength: 200 }) }, strict)

/** Accounts and the ways into them. */
export const peopleApi = {
  'POST /api/users/register': {
    access: 'public',
    summary: 'Open an account',
    body: Registro,
    errors: ['registro_cerrado', 'email_ocupado', 'cola_de_claves_llena'],
    reply: { 201: Credenciales },
    creates: true,
    credentials: true,
    limit: 'register_per_minute',
  },
  'POST /api/users/first': {
    access: 'public',
    summary: 'Make the first admin with the one-time code of the console',
    body: PrimerInicio,
    errors: ['primer_inicio_cerrado', 'email_ocupado', 'cola_de_claves_llena'],
    reply: { 201: Credenciales },
    credentials: true,
    limit: 'login_per_minute',
  },
  'POST /api/users/login': {
    access: 'public',
    summary: 'Sign in',
    body: Ingreso,
    errors: ['ingreso_incorrecto', 'cola_de_claves_llena'],
    reply: { 200: Credenciales },
    credentials: true,
    limit: 'login_per_minute',
  },
  'POST /api/users/claim': {
    access: 'public',
    summary: 'Set password and address with a one-time code of an admin, and sign in',
    body: Reclamo,
    errors: ['codigo_incorrecto', 'email_ocupado', 'cola_de_claves_llena'],
    reply: { 200: Credenciales },
    credentials: true,
    limit: 'login_per_minute',
  },
  'POST /api/users/refresh': {
    access: 'public',
    summary: 'Rotate the refresh token',
    body: Refresh,
    errors: ['credenciales_vencidas'],
    reply: { 200: Credenciales },
    credentials: true,
  },
  'POST /api/users/ticket': {
    access: 'espectador',
    summary: 'A ticket for one GET within a minute, as `?boleto=`, where no header can be sent',
    reply: { 200: Type.Object({ boleto: Type.String(), vence_en: Millis }) },
  },
  'POST /api/users/logout': {
    access: 'public',
    summary: 'Revoke the device that holds this refresh token',
    body: Refresh,
    reply: { 204: Nothing },
    credentials: true,
  },
  'GET /api/users/:id': {
    access: 'public',
    summary: 'A person; address, preferences and the like only for themself and admins',
    errors: ['usuario_no_encontrado'],
    reply: { 200: Perfil },
  },
  'PUT /api/users/:id': {
    access: 'espectador',
    summary: 'How a person shows themself and wants to be served; what is not named stays',
    owned: { id: 'usuario' },
    body: CambioPerfil,
    errors: ['membresia_no_encontrada'],
    reply: { 200: Perfil },
  },
  'POST /api/users': {
    access: 'admin',
    summary: 'An account for somebody without email or password; a one-time code lets them in',
    body: NuevaPersona,
    creates: true,
    errors: ['email_ocupado'],
    reply: { 201: Perfil },
  },
  'PUT /api/users/:id/password': {
    access: 'espectador',
    summary: 'A new password; signs out every other device',
    owned: { id: 'uno_mismo' },
    body: CambioClave,
    errors: ['usuario_no_encontrado', 'clave_incorrecta', 'cola_de_claves_llena'],
    reply: { 204: Nothing },
  },
  'POST /api/users/:id/reset-code': {
    access: 'admin',
    summary: 'Draw a one-time code with which the person sets a password; good for seven days',
    owned: {},
    body: Type.Object(
      { quitar_totp: Type.Optional(Type.Boolean({ description: 'it takes the second factor away too' })) },
      strict,
    ),
    errors: ['usuario_no_encontrado', 'cuenta_inactiva'],
    reply: { 201: CodigoDado },
  },
  'PUT /api/users/:id/status': {
    access: 'admin',
    summary: 'Who may enter, and as what',
    owned: {},
    body: Situacion,
    errors: ['usuario_no_encontrado', 'ultimo_admin'],
    reply: { 200: Perfil },
  },
  'GET /api/users/:id/sessions': {
    access: 'espectador',
    summary: 'The devices that are signed in, the last used first',
    owned: { id: 'usuario' },
    query: Listing,
    reply: { 200: Page(SesionVista) },
  },
  'DELETE /api/users/:id/sessions': {
    access: 'espectador',
    summary: 'Sign out every device but the one that asks',
    owned: { id: 'usuario' },
    reply: { 204: Nothing },
  },
  'DELETE /api/users/:id/sessions/:sesionId': {
    access: 'espectador',
    summary: 'Sign out a device at once',
    owned: { id: 'usuario' },
    errors: ['sesion_no_encontrada'],
    reply: { 204: Nothing },
  },
} as const satisfies Record<string, RouteContract>
