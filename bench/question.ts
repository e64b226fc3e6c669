/**
 * The questions that are asked of every contender in one process.
 *
 * @module
 */

import { randomBytes } from 'node:crypto'
import type { Act, Answer, Visit } from './contender.ts'
import { cookieAfter, tamperedWith } from './cookie-jar.ts'
import type { Task } from './interleave.ts'

/** What is asked, in the order of the tables. */
export const questions = [
  'none',
  'untouched',
  'read',
  'read again',
  'modify',
  'modify again',
  'tampered',
  'garbage',
] as const

/** A question. */
export type Question = (typeof questions)[number]

/** What each question means. */
export const meaningOf: Readonly<Record<Question, string>> = {
  none: 'the same request where there is no session',
  untouched: 'a valid cookie that nobody looks at',
  read: 'a valid cookie, new to the process, and one field read',
  'read again': 'the same with 64 cookies that come again and again',
  modify:
    'a valid cookie, new to the process; one field counted up, and the answer sealed or stored',
  'modify again': 'the same with 64 visitors, whose cookies this process set a moment ago',
  tampered: 'a cookie with one character changed, and one field asked for',
  garbage: 'a cookie of random characters, as long as a valid one, and one field asked for',
}

/** The cookies of the visitors, as many as a run takes. */
export interface Visitors {
  /** So many that a process forgets each before it comes again; they only read. */
  readonly many: readonly string[]
  /** Others, as many as a process forgets among those who read; they change their sessions. */
  readonly changing: string[]
  /** As many as a process remembers, who change their sessions. */
  readonly changingAgain: string[]
  /** As many as a process remembers. */
  readonly few: readonly string[]
}

const fewVisitors = 64
// Who takes longer than this to begin all of them does not come near it with what it remembers.
const [longFillMilliseconds, shortFillMilliseconds] = [20_000, 1_000]

/** How many visitors it takes so that none is remembered, by the bytes of a body. */
export function manyVisitors(bytes: number): number {
  return bytes < 1_000 ? 30_000 : 4_000
}

/**
 * Begins sessions: of what is slow, as many as a few seconds allow.
 *
 * @param count how many there would be
 */
export async function begin(visit: Visit, count: number): Promise<Visitors> {
  const many: string[] = []
  const start = performance.now()
  let allowed = Number.POSITIVE_INFINITY
  while (many.length < count && performance.now() - start < allowed) {
    if (many.length === fewVisitors) {
      const projected = ((performance.now() - start) * count) / fewVisitors
      allowed = projected > longFillMilliseconds ? shortFillMilliseconds : longFillMilliseconds
    }
    const cookie = cookieAfter(undefined, (await visit('begin', undefined)).cookies)
    if (cookie === undefined) throw new Error('a session that was filled sets no cookie')
    many.push(cookie)
  }
  // Apart: what is remembered of the ones must not help the others.
  const few = await cookiesOf(visit, fewVisitors)
  const changing = await cookiesOf(visit, Math.ceil(many.length / 2))
  return { many, few, changing, changingAgain: await cookiesOf(visit, fewVisitors) }
}

async function cookiesOf(visit: Visit, count: number): Promise<string[]> {
  const cookies: string[] = []
  for (let i = 0; i < count; i += 1) {
    cookies.push(cookieAfter(undefined, (await visit('begin', undefined)).cookies) ?? '')
  }
  return cookies
}

/** Makes what is timed of a question. */
export function taskOf(
  question: Question,
  visit: Visit,
  { many, few, changing, changingAgain }: Visitors,
): Task<Answer> {
  if (question === 'modify') return modifying(visit, changing)
  if (question === 'modify again') return modifying(visit, changingAgain)
  const act: Act = question === 'none' || question === 'untouched' ? question : 'read'
  if (question === 'read') return taking(visit, act, many)
  return taking(visit, act, few.map(changed[question] ?? ((cookie) => cookie)))
}

const changed: Partial<Record<Question, (cookie: string) => string>> = {
  tampered: (cookie) => tamperedWith(cookie, 'longest', 0.5),
  garbage: (cookie) =>
    cookie.replace(/=([^;]*)/g, (_, value: string) => {
      return `=${randomBytes(value.length).toString('base64url').slice(0, value.length)}`
    }),
}

function taking(visit: Visit, act: Act, cookies: readonly string[]): Task<Answer> {
  let next = 0
  return {
    run: () => {
      next = next + 1 < cookies.length ? next + 1 : 0
      return visit(act, cookies[next])
    },
  }
}

// A visitor comes back with what the last answer set.
function modifying(visit: Visit, cookies: string[]): Task<Answer> {
  let next = 0
  let settled = 0
  return {
    run: () => {
      next = next + 1 < cookies.length ? next + 1 : 0
      return visit('modify', cookies[next])
    },
    after: (answers) => {
      for (const answer of answers) {
        settled = settled + 1 < cookies.length ? settled + 1 : 0
        cookies[settled] = cookieAfter(cookies[settled], answer.cookies) ?? ''
      }
    },
  }
}
