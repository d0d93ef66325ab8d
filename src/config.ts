import Type, { type Static } from 'typebox'
import { strict } from './model/primitives.ts'
import { Clave, Email } from './model/usuario.ts'

/**
 * Every setting: its key here, `NODO_` + the key in capitals as a variable, `--` + the key with dashes as a flag.
 * `secret` is hidden by `nodo config print`; `runtime` may change while the program runs.
 */
export const ConfigSchema = Type.Object(
  {
    data_dir: Type.String({ minLength: 1, default: './data', description: 'everything the node keeps' }),
    http_host: Type.String({ minLength: 1, default: '0.0.0.0', description: 'address of API, dashboard and HLS' }),
    http_port: Type.Integer({ minimum: 0, maximum: 65535, default: 8000, description: 'its port; 0 takes a free one' }),
    rtmp_host: Type.String({ minLength: 1, default: '0.0.0.0', description: 'address for RTMP encoders' }),
    rtmp_port: Type.Integer({
      minimum: 0,
      maximum: 65535,
      default: 1935,
      description: 'their port; 0 takes a free one',
    }),
    storage: Type.Enum(['embedded', 'servers'], {
      default: 'embedded',
      description: 'one file in the data folder, or the servers that the next settings name',
    }),
    mongodb_uri: Type.Optional(
      Type.String({
        pattern: '^mongodb(\\+srv)?://',
        example: 'mongodb://127.0.0.1:27017/nodo?replicaSet=nodo',
        secret: true,
        description: 'documents of `servers`; the database is its path, `nodo` without one',
      }),
    ),
    neo4j_uri: Type.Optional(
      Type.String({
        pattern: '^(bolt|neo4j)(\\+s|\\+ssc)?://',
        example: 'bolt://127.0.0.1:7687',
        description: 'graph of `servers`',
      }),
    ),
    neo4j_user: Type.String({ minLength: 1, default: 'neo4j', description: 'its user' }),
    neo4j_password: Type.Optional(Type.String({ minLength: 1, secret: true, description: 'its password' })),
    redis_url: Type.Optional(
      Type.String({
        pattern: '^rediss?://',
        example: 'redis://127.0.0.1:6379',
        secret: true,
        description: 'live state and job queue of `servers`',
      }),
    ),
    admin_email: Type.Optional(
      Type.String({ ...Email, description: 'with admin_password makes the first admin if there is none' }),
    ),
    admin_password: Type.Optional(
      Type.String({ ...Clave, secret: true, description: 'at least 10 characters and at most 72 bytes' }),
    ),
    backup_dir: Type.Optional(
      Type.String({ minLength: 1, description: 'a folder, on another disk, into which a backup is made daily' }),
    ),
    node_name: Type.String({
      minLength: 1,
      maxLength: 80,
      default: 'ComuniArte Nodo',
      description: 'the name people see',
    }),
    log_level: Type.Enum(['trace', 'debug', 'info', 'warn', 'error'], {
      default: 'info',
      description: 'least severity that is logged',
    }),
    log_format: Type.Enum(['auto', 'json', 'pretty'], {
      default: 'auto',
      description: 'JSON unless a terminal reads it',
    }),
    ffmpeg: Type.String({ minLength: 1, default: 'ffmpeg', description: 'the ffmpeg program, 5.1 or newer' }),
    ffprobe: Type.String({ minLength: 1, default: 'ffprobe', description: 'its ffprobe' }),
    live_grace_s: Type.Integer({
      minimum: 5,
      maximum: 86_400,
      default: 300,
      runtime: true,
      description: 'how long a live waits for its encoder before it ends by itself',
    }),
    keep_originals: Type.Boolean({
      default: true,
      runtime: true,
      description:
        'whether the file that was uploaded is kept byte for byte; otherwise what is played is also taken home',
    }),
    video_ladder: Type.String({
      pattern: '^([1-9]\\d{2,3}:[1-9]\\d{1,4}(,[1-9]\\d{2,3}:[1-9]\\d{1,4})*)?$',
      example: '240:250,360:500',
      default: '240:250,360:500,480:900,720:2000',
      runtime: true,
      description: 'height and kbit/s of the smaller pictures of a video, as many as the processor allows; empty: none',
    }),
    registration_open: Type.Boolean({
      default: true,
      runtime: true,
      description: 'whether anybody on the network may open an account',
    }),
    login_per_minute: Type.Integer({
      minimum: 1,
      default: 10,
      runtime: true,
      description: 'sign-ins a minute an address',
    }),
    register_per_minute: Type.Integer({
      minimum: 1,
      default: 5,
      runtime: true,
      description: 'registrations a minute an address',
    }),
    analytics_per_minute: Type.Integer({
      minimum: 1,
      default: 600,
      runtime: true,
      description: 'reports of players a minute an address',
    }),
    writes_per_minute: Type.Integer({
      minimum: 1,
      default: 120,
      runtime: true,
      description: 'writes a minute an account',
    }),
    cors_origins: Type.String({
      default: '',
      description: 'origins, separated by commas, that may call the API from elsewhere',
    }),
  },
  strict,
)
export type Config = Readonly<Static<typeof ConfigSchema>>
export type ConfigKey = keyof Config
