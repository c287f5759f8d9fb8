import { join, resolve } from 'node:path'
import { PLATFORMS, type Platform } from '../src/domain/platform.ts'
import type { ConfigAccount } from './account-list.ts'
import { namedPlatforms, decideMode, type Mode } from './decide-mode.ts'
import { findConflicts } from './find-conflicts.ts'
import { findWarnings } from './find-warnings.ts'
import { problemSentence } from './problem-sentence.ts'
import { type Environment, readEnvironment } from './read-environment.ts'
import { meetTelegramPort } from './telegram-port.ts'
import { type Values, variableNames, variables } from './variables.ts'

export interface TelegramConfig {
  readonly token: string
  readonly apiRoot: string
  /** Whatever the public address: Telegram does not call its port. */
  readonly polls?: true
  /** Unset: made at first start and kept. */
  readonly webhookSecret?: string
}

export interface ZaloBotConfig {
  readonly token: string
  readonly apiRoot: string
  /** Unset: made at first start and kept. */
  readonly webhookSecret?: string
}

export interface ZaloOaConfig {
  readonly appId: string
  readonly appSecret: string
  /** Zalo's "OA Secret Key"; without it no webhook of the OA can be believed. */
  readonly webhookSecret?: string
  /** The first pair; afterwards the stored one counts. */
  readonly accessToken?: string
  readonly refreshToken?: string
  readonly apiRoot: string
  readonly oauthRoot: string
}

/** Absent: not configured. */
export interface PlatformConfigs {
  readonly telegram?: TelegramConfig
  readonly zaloBot?: ZaloBotConfig
  readonly zaloOa?: ZaloOaConfig
}

/** Everything the service is told from outside, checked once; nothing else reads the environment. */
export interface Config extends PlatformConfigs {
  readonly mode: Mode
  /** Absolute; the demo's own folder in demo mode. */
  readonly dataDir: string
  /** `publicUrl` ends without a slash; a demo that only this machine can open has none. */
  readonly http: { readonly host: string; readonly port: number; readonly publicUrl?: string }
  /** Unset: the embedded PostgreSQL. Never set in demo mode. */
  readonly databaseUrl?: string
  /** Unset: the queue lives in PostgreSQL. */
  readonly redisUrl?: string
  /** Keeps the demo's jobs and the real ones apart on one Redis. */
  readonly queuePrefix: string
  readonly timeZone: string
  readonly logLevel: Values['LOG_LEVEL']
  readonly role: Values['ROLE']
  /** 32 bytes; unset: made once in the data folder. */
  readonly encryptionKey?: Uint8Array
  readonly owners: readonly ConfigAccount[]
  readonly residentChannels: readonly Platform[]
  readonly metricsToken?: string
  /** Sentences for the operator; the service starts all the same. */
  readonly warnings: readonly string[]
}

export type ConfigResult =
  | { readonly kind: 'ok'; readonly config: Config }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] }

/** The environment of this process; nothing else reads it. */
export function processEnvironment(): Environment {
  return process.env
}

/** Reads and checks all variables; every wrong one gives one sentence, Vietnamese / English. */
export function loadConfig(
  env: Environment = processEnvironment(),
  cwd: string = process.cwd(),
): ConfigResult {
  const reading = readEnvironment(env, cwd)
  const parsed = parseValues(reading.texts)
  const problems = [...reading.problems, ...parsed.problems]
  if (problems.length > 0) return { kind: 'invalid', problems }

  const values = parsed.values as Values
  const conflicts = findConflicts(values)
  if (conflicts.length > 0) return { kind: 'invalid', problems: conflicts }

  const warnings = [...reading.warnings, ...findWarnings(values)]
  return { kind: 'ok', config: deriveConfig(values, cwd, warnings) }
}

function parseValues(texts: ReadonlyMap<string, string>): {
  values: Record<string, unknown>
  problems: string[]
} {
  const values: Record<string, unknown> = {}
  const problems: string[] = []
  for (const name of variableNames) {
    const parsed = variables[name].schema.safeParse(texts.get(name))
    if (parsed.success) values[name] = parsed.data
    else problems.push(problemSentence(name, variables[name].rule.vi, variables[name].rule.en))
  }
  return { values, problems }
}

function deriveConfig(values: Values, cwd: string, warnings: readonly string[]): Config {
  const mode = decideMode(values)
  const real = mode === 'real'
  const dataDir = resolve(cwd, values.DATA_DIR)
  return {
    mode,
    dataDir: real ? dataDir : join(dataDir, 'demo'),
    http: {
      host: values.HOST,
      port: values.PORT,
      // Where the demo is open to this machine alone it is the address of the real service, if of anything.
      ...(values.PUBLIC_URL !== undefined &&
        (real || values.SANDBOX_ALLOW_REMOTE) && { publicUrl: values.PUBLIC_URL }),
    },
    ...(real && values.DATABASE_URL !== undefined && { databaseUrl: values.DATABASE_URL }),
    ...(values.REDIS_URL !== undefined && { redisUrl: values.REDIS_URL }),
    queuePrefix: real ? 'nhipcau' : 'nhipcau-demo',
    timeZone: values.TIME_ZONE,
    logLevel: values.LOG_LEVEL,
    role: values.ROLE,
    ...(values.ENCRYPTION_KEY !== undefined && { encryptionKey: values.ENCRYPTION_KEY }),
    owners: values.OWNERS,
    residentChannels: values.RESIDENT_CHANNELS ?? (real ? namedPlatforms(values) : PLATFORMS),
    ...(real && platformConfigs(values)),
    ...(values.METRICS_TOKEN !== undefined && { metricsToken: values.METRICS_TOKEN }),
    warnings,
  }
}

function platformConfigs(values: Values): PlatformConfigs {
  const { TELEGRAM_BOT_TOKEN, ZALO_BOT_TOKEN, ZALO_OA_APP_ID, ZALO_OA_APP_SECRET } = values
  return {
    ...(TELEGRAM_BOT_TOKEN !== undefined && {
      telegram: {
        token: TELEGRAM_BOT_TOKEN,
        apiRoot: values.TELEGRAM_API_ROOT,
        ...(meetTelegramPort(values) === 'polled' && { polls: true as const }),
        ...optional('webhookSecret', values.TELEGRAM_WEBHOOK_SECRET),
      },
    }),
    ...(ZALO_BOT_TOKEN !== undefined && {
      zaloBot: {
        token: ZALO_BOT_TOKEN,
        apiRoot: values.ZALO_BOT_API_ROOT,
        ...optional('webhookSecret', values.ZALO_BOT_WEBHOOK_SECRET),
      },
    }),
    ...(ZALO_OA_APP_ID !== undefined &&
      ZALO_OA_APP_SECRET !== undefined && {
        zaloOa: {
          appId: ZALO_OA_APP_ID,
          appSecret: ZALO_OA_APP_SECRET,
          ...optional('webhookSecret', values.ZALO_OA_WEBHOOK_SECRET),
          ...optional('accessToken', values.ZALO_OA_ACCESS_TOKEN),
          ...optional('refreshToken', values.ZALO_OA_REFRESH_TOKEN),
          apiRoot: values.ZALO_OA_API_ROOT,
          oauthRoot: values.ZALO_OAUTH_ROOT,
        },
      }),
  }
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V })
}
