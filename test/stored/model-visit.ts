/**
 * One request as it is promised: what it sees, what it may write, what ticket it is given.
 *
 * @module
 */

import {
  absoluteDeadline,
  type Content,
  clocks,
  isEmpty,
  joined,
  type Life,
  type Model,
  merged,
  opens,
  type Pass,
  type Process,
  renewed,
  type Ticket,
} from './model.ts'
import { Draft } from './model-draft.ts'

/** What a request gets that comes too late: the session is gone, or somebody logged in. */
export class TooLate extends Error {}

interface Base {
  readonly life: Life
  readonly content: Content
  readonly generation: number
  readonly version: number
  readonly authenticatedAt: number | null
  readonly touchedAt: number
  readonly passes: readonly Pass[]
  readonly ticket: Ticket
}

/** One request. */
export class Visit extends Draft {
  /** Whether the page is loaded into a tab. */
  readonly isNavigation: boolean
  readonly #openedAt: number
  readonly #presented: Ticket | undefined
  readonly #opened: Base | null = null
  #base: Base | null = null
  #superseded: Life | null = null
  #due: 'ticket' | 'deletion' | undefined
  /** Whether others have had time to replace the ticket that is due. */
  #isDoubtful = false
  #hasCreated = false

  constructor(model: Model, process: Process, ticket: Ticket | undefined, isNavigation: boolean) {
    super(model, process)
    this.#presented = ticket
    this.isNavigation = isNavigation
    this.#openedAt = model.time
    if (ticket === undefined || this.now >= ticket.deadline) return
    const { life } = ticket
    if (!model.isLive(life, process) || life.epoch < model.knownEpoch(process)) return
    if (!opens(ticket, this.now)) {
      this.#superseded = life
      return
    }
    this.#settle(life, ticket)
    this.#opened = this.#base
    this.isNew = false
    this.createdAt = life.createdAt
    this.touchedAt = life.touchedAt
  }

  /** The session it opened, for what was promised of that one. */
  get opened(): Life | undefined {
    return this.#opened?.life
  }

  /** The session it goes on with. */
  get life(): Life | undefined {
    return this.hasEnded ? undefined : this.#base?.life
  }

  /** Adds one to the count, at once. */
  count(): void {
    if (this.#isClosed) throw new TooLate()
    this.#write(({ data }) => ({ ...data, visits: (data['visits'] ?? 0) + 1 }))
    this.#isDoubtful = this.#due === 'ticket' && !this.#hasCreated
  }

  revokeOthers(subject: string): void {
    this.model.revokeAll(subject, this.process, { request: this, own: this.life })
  }

  /**
   * Ends the request.
   *
   * @returns the ticket it is given, `'deletion'`, or `undefined` for neither
   * @throws {TooLate}
   */
  commit(scope: 'all' | 'ends'): Ticket | 'deletion' | undefined {
    if (this.hasEnded && this.#presented !== undefined) this.#due ??= 'deletion'
    if (scope === 'all' && !this.#isClosed) this.#commitAll()
    else this.#commitEnds()
    if (this.#isDoubtful) this.#lookAgain()
    if (this.isNavigation && this.#opened !== null && this.#isUnderOlderSecret) this.#resend()
    return this.#cookie()
  }

  #commitAll(): void {
    const base = this.#base
    if (this.hasEnded && isEmpty(this.content)) this.#end()
    else if (base === null || this.hasEnded) this.#write()
    else if (this.wantsTicket !== undefined || this.#isChangedFrom(base)) this.#write()
    else if (this.now - base.touchedAt >= clocks.touch) this.#touch(base.life)
  }

  #isChangedFrom(base: Base): boolean {
    return (
      JSON.stringify(sorted(base.content)) !== JSON.stringify(sorted(this.content)) ||
      base.authenticatedAt !== this.authenticatedAt
    )
  }

  #touch(life: Life): void {
    if (!this.model.isLive(life, this.process)) return
    life.touchedAt = Math.max(life.touchedAt, this.now)
    life.idleAt = Math.max(life.idleAt, this.now + clocks.idle)
  }

  /** A ticket is sealed anew only while no other one has taken its place. */
  #resend(): void {
    const base = this.#base
    if (base === null || !this.model.isLive(base.life, this.process)) return
    const { generation, passes } = base.life
    if (generation !== base.generation) return
    this.#base = { ...base, passes }
    this.#due ??= 'ticket'
  }

  /** What an update wrote is sent only while no other ticket has taken its place. */
  #lookAgain(): void {
    const base = this.#base
    if (base === null) return
    const { generation, passes } = base.life
    const isGood = this.model.isLive(base.life, this.process) && generation === base.generation
    if (isGood) this.#base = { ...base, passes }
    else this.#due = undefined
  }

  #commitEnds(): void {
    const base = this.#base
    if (this.hasEnded) this.#end()
    if (this.hasEnded || base === null || !isEmpty(this.content)) return
    const { life } = base
    // Emptied, unless somebody else put something into it meanwhile.
    if (life.version !== base.version || !this.model.isLive(life, this.process)) return
    life.hasEnded = true
    this.#base = null
    this.#due = 'deletion'
  }

  /** Whether nothing it does can count, short of ending the session or logging in. */
  get #isClosed(): boolean {
    if (this.#superseded === null || this.#base !== null) return false
    return !this.hasEnded && this.wantsTicket !== 'login'
  }

  get #isUnderOlderSecret(): boolean {
    return this.#presented?.secret !== this.process.secret
  }

  #end(): void {
    const life = this.#base?.life ?? this.#superseded
    if (life !== null) life.hasEnded = true
    if (this.#presented !== undefined) this.#due = 'deletion'
    this.#base = null
    this.#superseded = null
  }

  #write(fn: (content: Content) => Content['data'] = ({ data }) => data): void {
    if (this.hasEnded) {
      this.#end()
      this.hasEnded = false
    }
    if (this.#base === null) this.#create(fn)
    else this.#overwrite(this.#base, fn)
    this.#isDoubtful = false
  }

  #create(fn: (content: Content) => Content['data']): void {
    const content = { ...this.content, data: fn(this.content) }
    if (isEmpty(content)) return
    const epoch = this.model.knownEpoch(this.process)
    if (this.isBurnt) throw new TooLate()
    const token = this.model.newToken()
    const touchedAt = Math.max(this.now, this.touchedAt)
    const life: Life = {
      content,
      createdAt: this.createdAt,
      authenticatedAt: this.authenticatedAt,
      touchedAt,
      idleAt: touchedAt + clocks.idle,
      generation: content.subject === null ? 0 : 1,
      version: 1,
      epoch,
      passes: [{ token, until: null }],
      hasEnded: false,
      handle: undefined,
    }
    this.model.lives.push(life)
    this.isBurnt = true
    this.#confirm(life)
    this.isBurnt = false
    this.#hasCreated = true
    this.#due = 'ticket'
    this.#take(life, token)
  }

  #overwrite(base: Base, fn: (content: Content) => Content['data']): void {
    const { life } = base
    const isLogin = this.wantsTicket === 'login'
    if (isLogin) this.model.knownEpoch(this.process)
    const mine = this.content
    const isOtherGeneration = life.generation !== base.generation
    const joins = isOtherGeneration && isLogin && life.content.subject === mine.subject
    if (!this.model.isLive(life, this.process) || (isOtherGeneration && !joins)) {
      throw new TooLate()
    }
    // Another subject has nothing of what was the one's before.
    const isOtherSubject =
      isLogin && life.content.subject !== null && life.content.subject !== mine.subject
    const both = isOtherSubject
      ? { ...merged(base.content, life.content, mine), data: mine.data, flashes: mine.flashes }
      : merged(base.content, life.content, mine)
    const content = { ...both, data: fn(both) }
    const token = this.wantsTicket === undefined ? base.ticket.token : this.model.newToken()
    if (this.wantsTicket !== undefined) life.passes = this.#passesWith(base, token, joins)
    if (isLogin) life.authenticatedAt = this.authenticatedAt
    if (isLogin && !joins) life.generation += 1
    life.content = content
    // A touch makes no version: whoever writes may not have seen it.
    const seen = life.version === base.version ? base.touchedAt : life.touchedAt
    const touchedAt = Math.max(this.now, seen)
    life.version += 1
    life.touchedAt = Math.max(touchedAt, life.touchedAt)
    life.idleAt = touchedAt + clocks.idle
    this.#confirm(life)
    const isDue = this.wantsTicket !== undefined || base.content.permanent !== content.permanent
    this.#take(life, token)
    this.touchedAt = touchedAt
    if (isEmpty(content)) {
      life.hasEnded = true
      this.#base = null
      this.#due = 'deletion'
    } else if (isDue) {
      this.#due = 'ticket'
    }
  }

  #passesWith(base: Base, token: number, joins: boolean): readonly Pass[] {
    if (joins) return joined(base.life.passes, token)
    if (this.wantsTicket === 'login') return [{ token, until: null }]
    return renewed(base.passes, base.life.passes, token, this.now)
  }

  /** A login that a revocation overtook ends. */
  #confirm(life: Life): void {
    const { subject } = life.content
    if (this.wantsTicket !== 'login' || subject === null) return
    const revocation = this.model.revoked.get(subject)
    const isExcused = revocation?.by === this
    if (revocation !== undefined && !isExcused && revocation.at >= this.#openedAt) {
      life.hasEnded = true
      throw new TooLate()
    }
    this.model.ask(this.process)
    if (this.model.everyone.some(({ at }) => at >= this.#openedAt)) {
      life.hasEnded = true
      throw new TooLate()
    }
    life.epoch = this.model.epoch
  }

  #take(life: Life, token: number): void {
    const deadline = absoluteDeadline(life)
    this.#settle(life, { life, token, deadline, secret: this.process.secret })
    this.wantsTicket = undefined
  }

  #settle(life: Life, ticket: Ticket): void {
    const { content, generation, version, authenticatedAt, touchedAt, passes } = life
    this.content = content
    this.authenticatedAt = authenticatedAt
    this.touchedAt = touchedAt
    this.#base = {
      life,
      content,
      generation,
      version,
      authenticatedAt,
      touchedAt,
      passes,
      ticket,
    }
  }

  #cookie(): Ticket | 'deletion' | undefined {
    if (this.#due === 'deletion') return 'deletion'
    const base = this.#base
    if (this.#due === undefined || base === null) return undefined
    const { token } = base.ticket
    // One that is only in its grace was replaced by another.
    const isNewest = base.passes.some((pass) => pass.token === token && pass.until === null)
    return isNewest ? { ...base.ticket, secret: this.process.secret } : undefined
  }
}

function sorted(content: Content): unknown {
  return [
    Object.entries(content.data).sort(([one], [other]) => (one < other ? -1 : 1)),
    content.flashes,
    content.subject,
    content.permanent,
  ]
}
