/**
 * What sessions in a store promise, as plainly as it can be said: every session lies open, every
 * clock is a number, and nothing of the source is used. `model-visit.ts` has the requests.
 *
 * @module
 */

/** The clocks of the sessions under test, in seconds. */
export const clocks = { idle: 600, absolute: 2_000, touch: 50, recheck: 60, grace: 30 } as const

/** The most tickets that open one session. */
const mostTickets = 4

/** A ticket that opens a session; with `until`, only before that second. */
export interface Pass {
  readonly token: number
  readonly until: number | null
}

/** What a session holds. */
export interface Content {
  readonly data: Readonly<Record<string, number>>
  readonly flashes: readonly string[]
  readonly subject: string | null
  readonly permanent: boolean
}

/** A session, from its first write to its end. */
export interface Life {
  content: Content
  createdAt: number
  authenticatedAt: number | null
  touchedAt: number
  /** Over unless its visitor comes back: by the clock of who wrote last, or of a later touch. */
  idleAt: number
  /** Raised by every login but one that joins another. */
  generation: number
  /** Raised by every write. */
  version: number
  /** How often everyone had been revoked when it began or was last logged in. */
  epoch: number
  /** Newest first. */
  passes: readonly Pass[]
  hasEnded: boolean
  /** What the real one calls itself, once it was seen. */
  handle: string | undefined
}

/** A ticket as a browser has it. */
export interface Ticket {
  readonly life: Life
  readonly token: number
  /** The second from which on it is refused. */
  readonly deadline: number
  /** The secret that sealed it. */
  readonly secret: number
}

/** What one process knows and says. */
export interface Process {
  /** How far its clock is ahead, in seconds. */
  readonly skew: number
  /** The secret it seals with. */
  readonly secret: number
  /** The last epoch it heard of. */
  known: number
  /** When it last asked for it, by its clock. */
  askedAt: number | undefined
}

/** A revocation of a subject, or of everyone. */
export interface Revocation {
  /** When, in milliseconds of the true time. */
  readonly at: number
  /** The request that made it and excepts itself. */
  readonly by: object | undefined
}

/** Everything that is true of one store. */
export class Model {
  /** The true time, in milliseconds. */
  time: number
  readonly lives: Life[] = []
  readonly revoked = new Map<string, Revocation>()
  readonly everyone: Revocation[] = []
  #token = 0

  constructor(time: number) {
    this.time = time
  }

  /** What a process's clock says, in whole seconds. */
  now({ skew }: Process): number {
    return Math.floor(this.time / 1_000) + skew
  }

  /** Makes a ticket nobody has had before. */
  newToken(): number {
    this.#token += 1
    return this.#token
  }

  /** How often everyone was revoked. */
  get epoch(): number {
    return this.everyone.length
  }

  /** The epoch as a process knows it, who asks at most once per recheck interval. */
  knownEpoch(process: Process): number {
    const now = this.now(process)
    if (process.askedAt === undefined || now - process.askedAt >= clocks.recheck) this.ask(process)
    return process.known
  }

  /** Lets a process ask for the epoch. */
  ask(process: Process): void {
    process.known = this.epoch
    process.askedAt = this.now(process)
  }

  /** Says whether everyone has been revoked for so long that every process has to know. */
  mustBeRevoked({ epoch }: Life): boolean {
    const since = this.everyone[epoch]
    return since !== undefined && this.time - since.at >= clocks.recheck * 1_000
  }

  /** Says whether a session is not over, by the clock of a process. */
  isLive(life: Life, process: Process): boolean {
    return !life.hasEnded && this.now(process) < overAt(life)
  }

  /**
   * Revokes a session if it is this subject's.
   *
   * @returns whether it was; `undefined` when it was over by the clock of the process that asks,
   * which may say either, but has to end it for those whose clock is behind
   */
  revoke(life: Life, subject: string, process: Process): boolean | undefined {
    if (life.hasEnded || life.content.subject !== subject) return false
    const wasLive = this.isLive(life, process)
    life.hasEnded = true
    return wasLive ? true : undefined
  }

  /**
   * Revokes a subject.
   *
   * @returns how many sessions it ended, at least and at most
   */
  revokeAll(
    subject: string,
    process: Process,
    by?: { readonly request: object; readonly own: Life | undefined },
  ): readonly [number, number] {
    this.revoked.set(subject, { at: this.time, by: by?.request })
    const ended = this.lives
      .filter((life) => life !== by?.own)
      .map((life) => this.revoke(life, subject, process))
    const count = (...kinds: unknown[]) => ended.filter((kind) => kinds.includes(kind)).length
    return [count(true), count(true, undefined)]
  }

  /** Revokes everyone. */
  revokeEveryone(process: Process): void {
    this.everyone.push({ at: this.time, by: undefined })
    process.known = this.epoch
  }

  /** Removes what a process takes for over: then it is over for everyone. */
  sweep(process: Process): void {
    for (const life of this.lives) if (!this.isLive(life, process)) life.hasEnded = true
  }

  /** A subject's sessions. */
  list(subject: string, process: Process): readonly Life[] {
    const known = this.knownEpoch(process)
    return this.lives.filter(
      (life) =>
        life.content.subject === subject && this.isLive(life, process) && life.epoch >= known,
    )
  }
}

/** When a session is over whatever its visitor does, short of logging in again. */
export function absoluteDeadline(life: Pick<Life, 'createdAt' | 'authenticatedAt'>): number {
  return (life.authenticatedAt ?? life.createdAt) + clocks.absolute
}

/** When a session is over unless its visitor comes back. */
export function overAt(life: Pick<Life, 'createdAt' | 'authenticatedAt' | 'idleAt'>): number {
  return Math.min(life.idleAt, absoluteDeadline(life))
}

/** Says whether there is nothing worth keeping. */
export function isEmpty({ data, flashes, subject }: Content): boolean {
  return Object.keys(data).length === 0 && flashes.length === 0 && subject === null
}

/** Says whether a ticket opens its session at this second. */
export function opens({ token, life }: Ticket, now: number): boolean {
  return life.passes.some((pass) => pass.token === token && isValid(pass, now))
}

/** The tickets after a regenerate: those before are honoured for a grace. */
export function renewed(
  before: readonly Pass[],
  found: readonly Pass[],
  token: number,
  now: number,
): readonly Pass[] {
  const isAlone = before.map((pass) => pass.token).join() === found.map((pass) => pass.token).join()
  const last = now + clocks.grace
  const kept = isAlone
    ? found.map((pass) => ({ ...pass, until: Math.min(pass.until ?? last, last) }))
    : found
  return joined(
    kept.filter((pass) => isValid(pass, now)),
    token,
  )
}

/** The tickets with one more. */
export function joined(found: readonly Pass[], token: number): readonly Pass[] {
  return [{ token, until: null }, ...found].slice(0, mostTickets)
}

/** Makes one of what two requests left: a key that only one of them changed keeps that change. */
export function merged(base: Content, theirs: Content, mine: Content): Content {
  const data: Record<string, number> = {}
  for (const key of new Set([...Object.keys(theirs.data), ...Object.keys(mine.data)])) {
    const value = mine.data[key] === base.data[key] ? theirs.data[key] : mine.data[key]
    if (value !== undefined) data[key] = value
  }
  const taken = base.flashes.filter((text) => !mine.flashes.includes(text))
  const added = mine.flashes.filter((text) => !base.flashes.includes(text))
  return {
    data,
    flashes: [...theirs.flashes.filter((text) => !taken.includes(text)), ...added],
    subject: mine.subject === base.subject ? theirs.subject : mine.subject,
    permanent: mine.permanent === base.permanent ? theirs.permanent : mine.permanent,
  }
}

function isValid({ until }: Pass, now: number): boolean {
  return until === null || now < until
}
