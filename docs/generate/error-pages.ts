/**
 * The table of errors, and of the reasons to refuse a cookie.
 *
 * @module
 */

import { join } from 'node:path'
import { CoatcheckError, type ErrorCode } from '../../src/errors.ts'
import type { RejectionReason } from '../../src/rejection.ts'
import { madeOf, prose, table } from './markdown.ts'
import { textsOf, thrownIn } from './source.ts'

interface Words {
  readonly when: string
  readonly mend: string
}

const errors: Readonly<Record<ErrorCode, Words>> = {
  ERR_OPTIONS: {
    when: 'An option, or a combination of options, cannot be followed. Thrown where it is given, mostly at start.',
    mend: 'The message names the option and what to give instead.',
  },
  ERR_SECRET_MISSING: {
    when: 'There is no secret.',
    mend: '`npx coatcheck keygen`, and put it into `SECRET_KEY`.',
  },
  ERR_SECRET_WEAK: {
    when: 'A secret is shorter than 32 bytes, one character repeated, or a well-known placeholder.',
    mend: 'As above.',
  },
  ERR_NOT_SERIALIZABLE: {
    when: 'A session holds something that cannot be kept exactly: a function, a class instance, a cycle.',
    mend: 'The message names the path, such as `data.cart[3].price`. Keep plain data.',
  },
  ERR_COOKIE_TOO_LARGE: {
    when: 'Name and value of the cookie would exceed 4,096 bytes, which browsers drop silently.',
    mend: 'Keep less; the message names the largest keys. Or keep sessions in a store.',
  },
  ERR_HEADERS_SENT: {
    when: 'A session is changed after the head of the answer was sent.',
    mend: 'Change it earlier. With a store, `await session.update(fn)` and `await session.logout()` still work.',
  },
  ERR_STORE_UNAVAILABLE: {
    when: 'The store cannot be reached, or does not answer in time.',
    mend: "It passes by itself. `onStoreFailure: 'anonymous'` lets pages be shown meanwhile.",
  },
  ERR_STORE_SETUP: {
    when: 'Something about the store needs a hand: a wrong address, password, table or version.',
    mend: 'The message says what. `npx coatcheck doctor` looks at all of it.',
  },
  ERR_SESSION_ENDED: {
    when: 'The session was ended while this request used it, by a logout or a revocation.',
    mend: 'None needed: the visitor logs in again.',
  },
  ERR_INVALID_DATA: {
    when: 'What a session would hold does not fit the `schema`, or a subject is empty or too long.',
    mend: 'The message names the path.',
  },
  ERR_NO_SESSION: {
    when: 'A guard, or `session` of `coatcheck/ambient`, is used where no session was opened.',
    mend: 'Put the adapter before it.',
  },
  ERR_READ_ONLY: {
    when: 'A session is changed in a server component of Next.',
    mend: 'Change it in a server action or a route handler.',
  },
}

const reasons: Readonly<Record<RejectionReason, string>> = {
  malformed:
    'It is not spelled as a cookie of ours is: cut, of another program, or of a newer version.',
  tampered: 'It is spelled right, and the seal is broken. A burst of these is somebody trying.',
  'unknown-key':
    'It was sealed under a secret that is not in `secrets`. A burst of these is a broken deploy.',
  idle: 'The visitor was away for longer than `idleTimeout`.',
  absolute: 'The session began, or last logged in, longer than `absoluteTimeout` ago.',
  revoked: 'Everyone was revoked since.',
  missing: 'The store has no such session: it was ended, has expired, or the store lost it.',
  superseded:
    'It is a ticket from before a login, or from before a `regenerate()` and past its grace.',
  'invalid-data': 'What it holds does not fit the `schema`.',
  'no-longer-accepted':
    'It is a cookie of another library, past the day in `until`, or one that was accepted before.',
}

/** Gives the pages by their path. */
export function errorPages(src: string): ReadonlyMap<string, string> {
  return new Map([['errors.md', errorPage(src)]])
}

function errorPage(src: string): string {
  const codes = textsOf(join(src, 'errors.ts'), 'ErrorCode').filter(isCode)
  const refusals = textsOf(join(src, 'rejection.ts'), 'RejectionReason').filter(isReason)
  const thrown = thrownIn(src)
  const rows = codes.map((code) => {
    const { when, mend } = errors[code]
    const { status } = new CoatcheckError(code, '')
    return [`[\`${code}\`](#${anchorOf(code)})`, String(status), when, mend]
  })
  const messages = codes.map((code) => {
    const found = thrown.filter((each) => each.code === code)
    const lines = [...new Set(found.map(({ message }) => message))].filter((text) => text !== '…')
    const list = lines.map((text) => `- ${prose(text)}\n`).join('')
    return `### ${code}\n\n${list === '' ? 'The message comes from where it is thrown.\n' : list}`
  })
  return `# Errors

${madeOf('src/errors.ts, src/rejection.ts and every place that throws')}
There is one class, \`CoatcheckError\`, with a \`code\` to switch on and the HTTP \`status\` it asks for, which Express, Koa and
Fastify read by themselves. No message holds a secret, a cookie's value or a session's id.

${table(['code', 'status', 'when', 'mend'], rows)}
## A refused cookie is no error

Visitors send bad cookies every day, so a refused cookie is a value: the visitor gets a fresh session, and \`onEvent\` gets
\`{ type: 'rejected', reason }\`.

${table(
  ['reason', 'when'],
  refusals.map((reason) => [`\`${reason}\``, reasons[reason]]),
)}
## Every message

As they stand in the source, with … for what is filled in.

${messages.join('\n')}`
}

function anchorOf(code: string): string {
  return code.toLowerCase().replaceAll('_', '-')
}

function isCode(text: string): text is ErrorCode {
  if (Object.hasOwn(errors, text)) return true
  throw new Error(`docs/generate/error-pages.ts says nothing of ${text}`)
}

function isReason(text: string): text is RejectionReason {
  if (Object.hasOwn(reasons, text)) return true
  throw new Error(`docs/generate/error-pages.ts says nothing of ${text}`)
}
